"""What people write, on a page or in a mail: made safe once, its files looked at, its quotations folded.

Whatever app keeps it: this one knows texts, files and forms, not what they are said in.
"""
