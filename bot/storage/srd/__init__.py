"""Turn the System Reference Document 5.1 into rows of the rule book.

This work includes material taken from the System Reference Document 5.1 ("SRD 5.1") by Wizards of the Coast LLC and
available at https://dnd.wizards.com/resources/systems-reference-document. The SRD 5.1 is licensed under the Creative
Commons Attribution 4.0 International License available at https://creativecommons.org/licenses/by/4.0/legalcode.

`python -m bot.storage.srd` writes the rows, one as JSON on each line; it runs in a process of its own, because what it
reads takes 60 MB.
"""
