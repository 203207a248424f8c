using System.Collections.Immutable;
using KernelText.Syntax;
using KernelText.Tokens;
using KernelText.Types;

namespace KernelText.Parsing;

internal sealed partial class Parser
{
    private static readonly HashSet<string> s_typeWords = new(StringComparer.Ordinal)
    {
        "void",
        "char",
        "short",
        "int",
        "long",
        "float",
        "double",
        "signed",
        "unsigned",
        "__signed__",
        "__signed",
        "_Bool",
        "struct",
        "union",
        "enum",
        "typeof",
        "__typeof__",
        "__typeof",
        "__auto_type",
        "__int128",
        "__int128_t",
        "__uint128_t",
        "_Float16",
        "typeof_unqual",
        "__builtin_va_list",
    };

    private static readonly HashSet<string> s_qualifiers = new(StringComparer.Ordinal)
    {
        "const",
        "volatile",
        "static",
        "extern",
        "register",
        "inline",
        "__inline",
        "__inline__",
        "restrict",
        "__restrict",
        "__restrict__",
        "auto",
        "typedef",
        "__extension__",
        "_Noreturn",
        "__const",
        "__const__",
        "__volatile__",
        "__volatile",
        "_Thread_local",
        "__thread",
        "_Alignas",
        "__attribute__",
        "__attribute",
        "_Atomic",
        "__seg_gs",
        "__seg_fs",
    };

    // What declaration specifiers say besides the type.
    private struct Specifiers
    {
        public TypeSyntax? Type;
        public Storage Storage;
        public bool IsInline;
        public bool IsVolatile;
        public Attributes Attributes;
    }

    private static bool IsTypeWord(Token token) =>
        token.Kind == TokenKind.Identifier && (s_typeWords.Contains(token.Text) || s_qualifiers.Contains(token.Text));

    // A declaration, or the name of a type, begins here.
    private bool IsTypeStart()
    {
        var token = Current;
        if (token.Kind != TokenKind.Identifier)
            return false;
        return IsTypeWord(token) || (!s_keywords.Contains(token.Text) && IsTypedef(token.Text));
    }

    private TypeSyntax TypeName()
    {
        var specifiers = SpecifierList();
        var (name, type, _) = Declarator(specifiers.Type!, isAbstract: true);
        return name.Kind == TokenKind.Identifier
            ? throw new KernelTextException(name.UsePlace, $"expected the end of a type, found {name}")
            : type;
    }

    private Specifiers SpecifierList()
    {
        var at = Current;
        var result = new Specifiers { Attributes = Attributes.None };
        var words = new List<string>();
        while (Current.Kind == TokenKind.Identifier)
        {
            var text = Current.Text;
            switch (text)
            {
                case "const"
                or "__const"
                or "__const__"
                or "register"
                or "restrict"
                or "__restrict"
                or "__restrict__"
                or "auto"
                or "__extension__"
                or "_Noreturn"
                or "_Thread_local"
                or "__thread"
                or "_Atomic"
                or "__seg_gs"
                or "__seg_fs":
                    _at++;
                    continue;
                case "volatile" or "__volatile__" or "__volatile":
                    result.IsVolatile = true;
                    _at++;
                    continue;
                case "inline" or "__inline" or "__inline__":
                    result.IsInline = true;
                    _at++;
                    continue;
                case "static" or "extern" or "typedef":
                    if (text == "static" || result.Storage != Storage.Static)
                        result.Storage =
                            text == "static" ? Storage.Static
                            : text == "extern" ? Storage.Extern
                            : Storage.Typedef;
                    _at++;
                    continue;
                case "__attribute__" or "__attribute" or "_Alignas":
                    result.Attributes = result.Attributes.With(AttributeList());
                    continue;
                case "struct" or "union" when result.Type is null && words.Count == 0:
                    result.Type = Record();
                    continue;
                case "enum" when result.Type is null && words.Count == 0:
                    result.Type = Enumeration();
                    continue;
                case "typeof"
                or "__typeof__"
                or "__typeof"
                or "typeof_unqual" when result.Type is null && words.Count == 0:
                    result.Type = Typeof();
                    continue;
                case "__auto_type" when result.Type is null && words.Count == 0:
                    result.Type = new AutoType(Take());
                    continue;
            }
            if (s_typeWords.Contains(text) && result.Type is null)
            {
                words.Add(text);
                _at++;
                continue;
            }
            if (
                result.Type is not null
                || words.Count > 0
                || s_keywords.Contains(text)
                || !(IsTypedef(text) || LooksLikeType())
            )
                break;
            result.Type = new NamedType(Take(), text);
        }
        if (words.Count > 0)
            result.Type = new BuiltInType(at, BuiltIn(words, at));
        // C before C99, and macros that stand for nothing: int where none is said.
        result.Type ??=
            _at > 0 && IsDeclaratorWithoutType(at) ? new BuiltInType(at, IntegerType.Int) : throw Expected("a type");
        if (result.IsVolatile)
            result.Type = new VolatileSyntax(at, result.Type);
        return result;
    }

    private bool IsDeclaratorWithoutType(Token first) =>
        first.Kind == TokenKind.Identifier
        && s_qualifiers.Contains(first.Text)
        && (Current.Kind == TokenKind.Identifier || Is("*") || Is(")") || Is(","));

    // A name that nothing is known of stands where a type could: before another name, or before '*' and a name.
    private bool LooksLikeType()
    {
        var at = 1;
        while (Peek(at).Is("*") || Peek(at).Is("const"))
            at++;
        var next = Peek(at);
        if (at == 1)
            return next.Kind == TokenKind.Identifier && !s_keywords.Contains(next.Text);
        return (
                next.Kind == TokenKind.Identifier
                && !s_keywords.Contains(next.Text)
                && (Peek(at + 1).Text is ";" or "," or "=" or ")" or "[" or "(" || Peek(at + 1).Kind == TokenKind.End)
            )
            || next.Is(")")
            || next.Is(",");
    }

    private static CType BuiltIn(List<string> words, Token at)
    {
        var isUnsigned = words.Contains("unsigned");
        var isSigned = words.Any(w => w is "signed" or "__signed__" or "__signed");
        var longs = words.Count(w => w == "long");
        if (words.Any(w => w is "float" or "double" or "__int128" or "__int128_t" or "__uint128_t" or "_Float16"))
            return new UnknownType(string.Join(' ', words));
        if (words.Contains("__builtin_va_list"))
            return new ArrayType(IntegerType.UnsignedLong, 3); // of x86-64; its elements are looked at by nobody
        if (words.Contains("void"))
            return words.Count == 1
                ? VoidType.Instance
                : throw new KernelTextException(at.UsePlace, "expected 'void' alone");
        if (words.Contains("_Bool"))
            return IntegerType.Bool;
        if (words.Contains("char"))
            return isUnsigned ? IntegerType.UnsignedChar
                : isSigned ? IntegerType.SignedChar
                : IntegerType.Char;
        if (words.Contains("short"))
            return isUnsigned ? IntegerType.UnsignedShort : IntegerType.Short;
        return (longs, isUnsigned) switch
        {
            (0, false) => IntegerType.Int,
            (0, true) => IntegerType.UnsignedInt,
            (1, false) => IntegerType.Long,
            (1, true) => IntegerType.UnsignedLong,
            (_, false) => IntegerType.LongLong,
            _ => IntegerType.UnsignedLongLong,
        };
    }

    private TypeofSyntax Typeof()
    {
        var at = Take();
        Expect("(");
        Enter();
        TypeofSyntax result;
        if (IsTypeName())
            result = new(at, null, TypeName());
        else
            result = new(at, CommaExpression(), null);
        _depth--;
        Expect(")");
        return result;
    }

    // A type's name stands here, and not an expression that begins with a name of unknown kind.
    private bool IsTypeName() =>
        IsTypeStart()
        || (Current.Kind == TokenKind.Identifier && !s_keywords.Contains(Current.Text) && IsUnknownTypeName());

    private bool IsUnknownTypeName()
    {
        var at = 1;
        while (Peek(at).Is("*"))
            at++;
        return at > 1 && (Peek(at).Is(")") || Peek(at).Is(","));
    }

    private RecordSyntax Record()
    {
        var at = Take();
        var attributes = AttributesHere();
        string? tag = null;
        if (Current.Kind == TokenKind.Identifier && !Is("{"))
            tag = Take().Text;
        attributes = attributes.With(AttributesHere());
        if (!Accept("{"))
            return tag is null ? throw Expected("a tag or '{'") : new(at, at.Text == "union", tag, default, attributes);
        Enter();
        var members = ImmutableArray.CreateBuilder<MemberSyntax>();
        while (!Accept("}"))
            AddMembers(members);
        _depth--;
        return new(at, at.Text == "union", tag, members.ToImmutable(), attributes.With(AttributesHere()));
    }

    private void AddMembers(ImmutableArray<MemberSyntax>.Builder members)
    {
        if (Accept(";"))
            return;
        if (Current.Text is "_Static_assert" or "static_assert")
        {
            StaticAssert();
            return;
        }
        var at = Current;
        var specifiers = SpecifierList();
        if (Accept(";"))
        {
            if (specifiers.Type is RecordSyntax or VolatileSyntax { Type: RecordSyntax } or NamedType or EnumSyntax)
                members.Add(new(at, "", specifiers.Type, null, specifiers.Attributes));
            return;
        }
        do
        {
            var (name, type, attributes) = Is(":")
                ? (Current, specifiers.Type!, Attributes.None)
                : Declarator(specifiers.Type!, isAbstract: true);
            var bits = Accept(":") ? ConditionalExpression() : null;
            attributes = attributes.With(AttributesHere()).With(specifiers.Attributes);
            members.Add(new(name, name.Kind == TokenKind.Identifier ? name.Text : "", type, bits, attributes));
        } while (Accept(","));
        Expect(";");
    }

    private EnumSyntax Enumeration()
    {
        var at = Take();
        var attributes = AttributesHere();
        string? tag = null;
        if (Current.Kind == TokenKind.Identifier)
            tag = Take().Text;
        attributes = attributes.With(AttributesHere());
        if (!Accept("{"))
            return tag is null ? throw Expected("a tag or '{'") : new(at, tag, default, attributes);
        var enumerators = ImmutableArray.CreateBuilder<EnumeratorSyntax>();
        while (!Accept("}"))
        {
            var name = ExpectName();
            AttributesHere();
            enumerators.Add(new(name, name.Text, Accept("=") ? ConditionalExpression() : null));
            Declare(name.Text, false);
            if (!Accept(",") && !Is("}"))
                throw Expected("',' or '}'");
        }
        return new(at, tag, enumerators.ToImmutable(), attributes.With(AttributesHere()));
    }
}
