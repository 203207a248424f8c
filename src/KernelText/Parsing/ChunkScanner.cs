using KernelText.Preprocessing;
using KernelText.Tokens;

namespace KernelText.Parsing;

/// <summary>
/// Cuts a file into chunks, without expanding or parsing anything, and says which names each may declare: too many
/// rather than too few. A tag has its keyword before it: <c>struct page</c>. Names that only macros make are found by
/// expanding chunks with <see cref="Chunk.Words"/>.
/// </summary>
internal ref struct ChunkScanner
{
    private const int MostWords = 400;

    private readonly PreprocessedFile _file;
    private readonly Action<string, Chunk> _declares;
    private readonly List<string> _names = [];
    private readonly HashSet<string> _words = new(StringComparer.Ordinal);
    private Lexer _lexer;
    private Token _token;
    private Token _previous;
    private Token _beforePrevious;

    private ChunkScanner(PreprocessedFile file, Action<string, Chunk> declares)
    {
        (_file, _declares) = (file, declares);
        _lexer = new Lexer(file.Source, file.Ranges);
    }

    public static List<Chunk> Scan(PreprocessedFile file, Action<string, Chunk> declares)
    {
        var scanner = new ChunkScanner(file, declares);
        var chunks = new List<Chunk>();
        scanner.Move();
        while (scanner._token.Kind != TokenKind.End)
            chunks.Add(scanner.One());
        return chunks;
    }

    private void Move()
    {
        (_beforePrevious, _previous) = (_previous, _token);
        _token = _lexer.Next();
    }

    private Chunk One()
    {
        _names.Clear();
        _words.Clear();
        (_previous, _beforePrevious) = (default, default);
        var (start, bodyStart, depth) = (_token.Offset, -1, 0);
        if (_token.Is("__extension__"))
            Move();
        var (isTypedef, isInitializer, hasBrackets, isMacro, isDone) = (
            _token.Is("typedef"),
            false,
            false,
            false,
            false
        );
        while (!isDone && _token.Kind != TokenKind.End)
        {
            if (_token.Kind == TokenKind.Punctuator)
            {
                switch (_token.Text[0])
                {
                    case '{' when depth == 0 && !isInitializer && IsRecord():
                        Record();
                        break;
                    case '{' when depth == 0 && !isInitializer && hasBrackets:
                        bodyStart = _token.Offset;
                        _lexer.SkipBraces();
                        isDone = true;
                        if (isMacro && NextIs(";"))
                        {
                            // macro(tag) { members }; as context_lock_struct since v7.0: what it makes is no function
                            bodyStart = -1;
                            Move();
                        }
                        break;
                    case '{':
                        _lexer.SkipBraces();
                        break;
                    case ';' when depth <= 0:
                        AddName(isInitializer);
                        isDone = true;
                        break;
                    case ',' when depth == 0:
                        AddName(isInitializer);
                        isInitializer = false;
                        break;
                    case '=' when depth == 0:
                        AddName(isInitializer);
                        isInitializer = true;
                        break;
                    case '(' or '[':
                        if (depth == 0)
                            AddName(isInitializer);
                        isMacro |=
                            _previous.Kind == TokenKind.Identifier
                            && (
                                _previous.Offset == start
                                || _beforePrevious.Offset == start && IsStorage(_beforePrevious)
                            );
                        hasBrackets |= _token.Text[0] == '(';
                        depth++;
                        break;
                    case ')' or ']':
                        // (*name), typedef type (name)(...)
                        if (
                            depth == 1
                            && _previous.Kind == TokenKind.Identifier
                            && (_beforePrevious.Is("*") || (isTypedef && _beforePrevious.Is("(")))
                        )
                            _names.Add(_previous.Text);
                        depth--;
                        break;
                }
            }
            else if (depth == 1 && _previous.Is("*") && _beforePrevious.Is("(") && _token.Kind == TokenKind.Identifier)
                _names.Add(_token.Text);
            else if (depth > 0 && isMacro && _token.Kind == TokenKind.Identifier && _words.Count < MostWords)
                _words.Add(_token.Text);
            if (!isDone)
                Move();
        }
        var end = _lexer.Position;
        (_previous, _beforePrevious) = (default, default);
        _token = _lexer.Next();
        var chunk = new Chunk(_file, start, end, bodyStart, isTypedef, [.. _words]);
        foreach (var name in _names)
            _declares(name, chunk);
        return chunk;
    }

    private readonly bool NextIs(string text)
    {
        var ahead = _lexer;
        return ahead.Next().Is(text);
    }

    private static bool IsStorage(Token token) => token.Text is "static" or "extern" or "const";

    private readonly void AddName(bool isInitializer)
    {
        if (isInitializer || _previous.Kind != TokenKind.Identifier)
            return;
        _names.Add(_previous.Text);
        // name __attribute_like_macro
        if (_previous.Text.StartsWith("__", StringComparison.Ordinal) && _beforePrevious.Kind == TokenKind.Identifier)
            _names.Add(_beforePrevious.Text);
    }

    private readonly bool IsRecord() =>
        IsKeyword(_previous)
        || (_previous.Kind == TokenKind.Identifier && IsKeyword(_beforePrevious))
        || (_previous.Kind == TokenKind.Identifier && IsRecordWithAttribute());

    // struct __attribute_like_macro tag {
    private readonly bool IsRecordWithAttribute()
    {
        var text = _file.Source.Text.AsSpan(0, _beforePrevious.Offset).TrimEnd();
        return _beforePrevious.Kind == TokenKind.Identifier
            && (text.EndsWith("struct") || text.EndsWith("union") || text.EndsWith("enum"));
    }

    private static bool IsKeyword(Token token) =>
        token.Kind == TokenKind.Identifier && token.Text is "struct" or "union" or "enum";

    // The members of a record, from its '{' up to its '}', for tags and enumerators within.
    private void Record()
    {
        var kinds = new Stack<bool>();
        var brackets = 0;
        do
        {
            // enum { MACRO(name, 1), ... }
            if (brackets > 0 || (_token.Is("(") && kinds.TryPeek(out var inEnumeration) && inEnumeration))
            {
                brackets +=
                    _token.Is("(") ? 1
                    : _token.Is(")") ? -1
                    : 0;
                if (_token.Kind == TokenKind.Identifier && _words.Count < MostWords)
                    _words.Add(_token.Text);
                Move();
                continue;
            }
            if (_token.Is("{"))
            {
                var isEnumeration = _previous.Is("enum") || _beforePrevious.Is("enum");
                if (_previous.Kind == TokenKind.Identifier && !IsKeyword(_previous))
                    _names.Add(
                        $"{(isEnumeration ? "enum" : _beforePrevious.Is("union") ? "union" : "struct")} {_previous.Text}"
                    );
                kinds.Push(isEnumeration);
            }
            else if (_token.Is("}"))
                kinds.Pop();
            else if (_token.Kind == TokenKind.Identifier && kinds.Peek() && (_previous.Is("{") || _previous.Is(",")))
                _names.Add(_token.Text);
            if (kinds.Count > 0)
                Move();
        } while (kinds.Count > 0 && _token.Kind != TokenKind.End);
    }
}
