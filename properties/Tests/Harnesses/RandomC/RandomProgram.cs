using System.Globalization;
using System.Text;

namespace PgmapCheck.Properties.Tests.Harnesses.RandomC;

/// <summary>
/// A random C program without undefined behaviour, as the kernel's compiler options have it (signed overflow wraps): a
/// few types, variables and functions, and <c>run</c>, which returns a number that everything went into. All names
/// begin with a prefix, so that many fit into one file.
/// </summary>
/// <param name="number">Seeds it.</param>
internal sealed class RandomProgram(int number)
{
    private const int Deepest = 4;

    private static readonly string[] s_scalars =
    [
        "signed char",
        "unsigned char",
        "short",
        "unsigned short",
        "int",
        "unsigned int",
        "long",
        "unsigned long",
    ];

    private static readonly string[] s_assignments = ["=", "+=", "-=", "*=", "^=", "|=", "&="];

    private static readonly string[] s_operators =
    [
        "+",
        "-",
        "*",
        "&",
        "|",
        "^",
        "<",
        "<=",
        ">",
        ">=",
        "==",
        "!=",
        "&&",
        "||",
    ];

    private readonly Random _random = new(number);
    private readonly StringBuilder _text = new();
    private readonly List<string> _places = [];
    private readonly List<(string Name, int Parameters)> _functions = [];
    private int _names;

    /// <summary>What its names begin with.</summary>
    public string Prefix { get; } = string.Create(CultureInfo.InvariantCulture, $"p{number}_");

    /// <summary>The text.</summary>
    public string Text => _text.Length > 0 ? _text.ToString() : Make();

    private string Make()
    {
        Types();
        Globals();
        var functions = 1 + _random.Next(3);
        for (var i = 0; i < functions; i++)
        {
            Function();
        }

        Line($"static unsigned long {Prefix}run(void)\n{{\n\tunsigned long sum = {number};");
        Locals(out var added);
        for (var i = 0; i < 3 + _random.Next(6); i++)
        {
            Statement("\t", Deepest);
        }

        Forget(added);
        foreach (var place in _places)
        {
            Line($"\tsum = sum * 31 + (unsigned long)({place});");
        }

        Line("\treturn sum;\n}");
        return _text.ToString();
    }

    private void Line(string text) => _text.Append(text).Append('\n');

    private string Pick(IReadOnlyList<string> from) => from[_random.Next(from.Count)];

    private string Scalar() => Pick(s_scalars);

    private void Types()
    {
        Line($"struct {Prefix}in {{ {Scalar()} a; {Scalar()} b; }};");
        Line($"union {Prefix}u {{ unsigned int word; int number; }};");
        Line($"enum {Prefix}e {{ {Prefix}ZERO, {Prefix}SEVEN = 7, {Prefix}NEXT }};");
        Line(
            $"struct {Prefix}s {{ {Scalar()} x; struct {Prefix}in in; union {Prefix}u u; {Scalar()} list[3]; "
                + $"unsigned int low:{1 + _random.Next(15)}, high:{1 + _random.Next(15)}; int few:{2 + _random.Next(10)}; "
                + $"struct {Prefix}in *to; }};"
        );
    }

    private void Globals()
    {
        Line(
            $"static struct {Prefix}s {Prefix}g = {{ .x = {Number()}, .in = {{ {Number()}, {Number()} }}, .list = {{ [1] = {Number()} }} }};"
        );
        Line($"static {Scalar()} {Prefix}v = {Number()};");
        Line($"static {Scalar()} {Prefix}t[4] = {{ {Number()}, {Number()}, {Number()} }};");
        _places.AddRange([
            $"{Prefix}g.x",
            $"{Prefix}g.in.a",
            $"{Prefix}g.in.b",
            $"{Prefix}g.u.word",
            $"{Prefix}g.u.number",
            $"{Prefix}g.list[0]",
            $"{Prefix}g.list[2]",
            $"{Prefix}g.low",
            $"{Prefix}g.high",
            $"{Prefix}g.few",
            $"{Prefix}v",
            $"{Prefix}t[1]",
            $"{Prefix}t[3]",
        ]);
    }

    private void Function()
    {
        var (name, parameters) = ($"{Prefix}f{_functions.Count}", 1 + _random.Next(3));
        var list = Enumerable.Range(0, parameters).Select(i => $"{Scalar()} a{i}").ToArray();
        Line($"static {Scalar()} {name}({string.Join(", ", list)})\n{{");
        var added = Enumerable.Range(0, parameters).Select(i => $"a{i}").ToList();
        _places.AddRange(added);
        if (_random.Next(3) == 0)
        {
            Line("\tstatic int calls;\n\tcalls++;");
        }

        Locals(out var locals);
        for (var i = 0; i < 1 + _random.Next(4); i++)
        {
            Statement("\t", Deepest - 1);
        }

        Line($"\treturn {Expression(3)};\n}}");
        Forget(locals);
        Forget(added);
        _functions.Add((name, parameters));
    }

    private void Locals(out List<string> added)
    {
        added = [];
        for (var i = 0; i < 1 + _random.Next(3); i++)
        {
            var name = $"l{_names++}";
            switch (_random.Next(5))
            {
                case 0:
                    Line($"\tstruct {Prefix}in {name} = {{ {Expression(1)}, .b = {Number()} }};");
                    added.AddRange([$"{name}.a", $"{name}.b"]);
                    break;
                case 1:
                    Line($"\t{Scalar()} {name}[3] = {{ {Expression(1)} }};");
                    added.AddRange([$"{name}[0]", $"{name}[2]"]);
                    break;
                case 2:
                    Line($"\tstruct {Prefix}in {name}s = {{ {Number()} }}, *{name} = &{name}s;");
                    added.AddRange([$"{name}->a", $"{name}s.b"]);
                    break;
                case 3:
                    Line($"\tstruct {Prefix}in *{name} = &{Prefix}g.in;");
                    added.Add($"{name}->b");
                    break;
                default:
                    Line($"\t{Scalar()} {name} = {Expression(2)};");
                    added.Add(name);
                    break;
            }

            _places.AddRange(added.Except(_places).ToArray());
        }
    }

    private void Forget(List<string> places) => _places.RemoveAll(places.Contains);

    private void Statement(string indent, int depth)
    {
        var inner = indent + "\t";
        switch (depth == 0 ? 0 : _random.Next(11))
        {
            case 1 or 2:
                Line($"{indent}if ({Expression(2)}) {{");
                Statement(inner, depth - 1);
                Line($"{indent}}} else {{");
                Statement(inner, depth - 1);
                Line($"{indent}}}");
                break;
            case 3:
                var i = $"i{_names++}";
                Line($"{indent}for (int {i} = 0; {i} < {1 + _random.Next(4)}; {i}++) {{");
                _places.Add($"{Prefix}t[{i}]");
                Statement(inner, depth - 1);
                _places.RemoveAt(_places.Count - 1);
                Line($"{inner}if ({Expression(1)})\n{inner}\t{(_random.Next(2) == 0 ? "break" : "continue")};");
                Line($"{indent}}}");
                break;
            case 4:
                Line($"{indent}switch ({Expression(2)} & 7) {{");
                Line($"{indent}case 0 ... 2:");
                Statement(inner, depth - 1);
                Line(_random.Next(2) == 0 ? $"{inner}break;" : $"{inner}__attribute__((fallthrough));");
                Line($"{indent}case {Prefix}SEVEN:");
                Statement(inner, depth - 1);
                Line($"{inner}break;\n{indent}default:");
                Statement(inner, depth - 1);
                Line($"{indent}}}");
                break;
            case 5:
                Line($"{indent}{Pick(_places)}{(_random.Next(2) == 0 ? "++" : "--")};");
                break;
            case 6:
                var label = $"out{_names++}";
                Line($"{indent}if ({Expression(2)})\n{inner}goto {label};");
                Statement(indent, depth - 1);
                Line($"{indent}{label}:;");
                break;
            case 7:
                Line($"{indent}{Prefix}g.in = (struct {Prefix}in){{ .b = {Expression(2)} }};");
                break;
            case 8:
                var copy = $"c{_names++}";
                Line(
                    $"{indent}{{ struct {Prefix}in {copy} = {Prefix}g.in; {copy}.a ^= {Expression(1)}; {Prefix}g.in = {copy}; }}"
                );
                break;
            default:
                Line($"{indent}{Pick(_places)} {Pick(s_assignments)} {Expression(3)};");
                break;
        }
    }

    private string Number() =>
        _random.Next(4) switch
        {
            0 => "0x" + _random.NextInt64().ToString("x", CultureInfo.InvariantCulture) + "UL",
            1 => _random.Next(-70000, 70000).ToString(CultureInfo.InvariantCulture),
            2 => _random.Next().ToString(CultureInfo.InvariantCulture) + "U",
            _ => _random.Next(-3, 9).ToString(CultureInfo.InvariantCulture),
        };

    private string Expression(int depth)
    {
        if (depth == 0)
        {
            return _random.Next(3) == 0 ? $"({Number()})" : Pick(_places);
        }

        var (a, b) = (Expression(depth - 1), Expression(depth - 1));
        return _random.Next(14) switch
        {
            0 => $"(({Scalar()}){a})",
            1 => $"({a} / (({b} & 7) + 1))",
            2 => $"({a} % (({b} & 15) + 1))",
            3 => $"((unsigned int){a} << ({b} & 31))",
            4 => $"({a} >> ({b} & 7))",
            5 => $"({a} ? {b} : {Expression(depth - 1)})",
            6 => $"({Pick(["-", "~", "!"])}{a})",
            7 when _functions.Count > 0 => Call(depth),
            8 => $"({{ {Scalar()} e{_names} = {a}; e{_names++} ^ {b}; }})",
            9 => $"__builtin_{Pick(["popcount", "popcountl", "bswap32", "bswap64", "ffs", "ffsl"])}({a})",
            10 => $"(__builtin_ctzl({a} | 16) + __builtin_clz({b} | 1))",
            11 => $"_Generic(+({a}), int: 3, unsigned int: 4, long: {b}, default: 6)",
            12 => $"(sizeof(+{a}) + __builtin_types_compatible_p(typeof(+{a}), int))",
            _ => $"({a} {Pick(s_operators)} {b})",
        };
    }

    private string Call(int depth)
    {
        var (name, parameters) = _functions[_random.Next(_functions.Count)];
        return $"{name}({string.Join(", ", Enumerable.Range(0, parameters).Select(_ => Expression(Math.Min(1, depth - 1))))})";
    }
}
