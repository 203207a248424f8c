namespace PgmapCheck.Model.Harnesses;

/// <summary>Finds the brace that closes a block of C, line by line; those in comments, strings and characters do not
/// count.</summary>
internal sealed class BraceScanner
{
    private int _depth = 1;
    private bool _isInComment;

    /// <summary>Where the block is closed in the next line; -1 if it goes on.</summary>
    public int Close(string line)
    {
        for (var i = 0; i < line.Length; i++)
        {
            var next = i + 1 < line.Length ? line[i + 1] : '\0';
            if (_isInComment)
            {
                _isInComment = (line[i], next) != ('*', '/');
                i += _isInComment ? 0 : 1;
                continue;
            }

            switch (line[i])
            {
                case '/' when next == '/':
                    return -1;
                case '/' when next == '*':
                    _isInComment = true;
                    i++;
                    break;
                case '"' or '\'':
                    i = EndOfLiteral(line, i);
                    break;
                case '{':
                    _depth++;
                    break;
                case '}' when --_depth == 0:
                    return i;
                default:
                    break;
            }
        }

        return -1;
    }

    private static int EndOfLiteral(string line, int start)
    {
        for (var i = start + 1; i < line.Length; i++)
        {
            if (line[i] == '\\')
            {
                i++;
            }
            else if (line[i] == line[start])
            {
                return i;
            }
        }

        return line.Length;
    }
}
