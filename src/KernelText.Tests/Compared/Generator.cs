using System.Text;

namespace KernelText.Tests.Compared;

/// <summary>
/// Random C whose behaviour C (with -fwrapv) defines: integers of all widths, structs with bit-fields, unions, arrays,
/// pointers, calls, loops, switches. Function <c>NAME(long, long)</c> is to be compared.
/// </summary>
internal sealed class Generator
{
    private static readonly string[] s_scalars =
    [
        "char",
        "signed char",
        "unsigned char",
        "short",
        "unsigned short",
        "int",
        "unsigned int",
        "long",
        "unsigned long",
        "long long",
        "unsigned long long",
        "_Bool",
        "u8",
        "s16",
        "u32",
        "s64",
    ];

    private static readonly string[] s_arithmetic = ["+", "-", "*", "&", "|", "^", "+", "-"];
    private static readonly string[] s_comparisons = ["<", ">", "<=", ">=", "==", "!="];

    private readonly Random _random;
    private readonly string _name;
    private readonly StringBuilder _text = new();
    private readonly List<string> _rvalues = [];
    private readonly List<string> _lvalues = [];
    private readonly List<(string Name, int Length)> _arrays = [];
    private readonly List<string> _functions = [];
    private int _loops;
    private int _depth;
    private int _names;

    public const string Prelude =
        "typedef unsigned char u8; typedef short s16; typedef unsigned int u32; typedef long long s64;\n";

    public Generator(int seed, string name) => (_random, _name) = (new Random(seed), name);

    public string Program()
    {
        Types();
        Globals();
        Line(
            $"static struct {_name}_s {_name}_make(int a, u8 b) {{ struct {_name}_s s = {{ .a = {Number()}, .d = {{ 1, a, 3 }} }}; s.b = a; s.f1 = b; s.f2 = a; s.in.y = a ^ b; s.w = b; return s; }}"
        );
        Line(
            $"static long {_name}_sum(struct {_name}_s s, const struct {_name}_s *p) {{ s.b += p->f1; s.d[1] += 2; return s.a + s.b + s.f1 * 3 + s.f2 * 5 + s.f3 + s.d[0] + s.d[1] + p->d[2] + s.in.x + s.in.y + s.w + p->h; }}"
        );
        for (var i = 0; i < 2; i++)
            Helper($"{_name}_h{i}");
        Main();
        return _text.ToString();
    }

    private void Line(string text) => _text.Append(' ', 2 * _depth).Append(text).Append('\n');

    private string Pick(IReadOnlyList<string> of) => of[_random.Next(of.Count)];

    private string Scalar() => Pick(s_scalars);

    // A byte of another type is no _Bool.
    private string Wide()
    {
        string type;
        do type = Scalar();
        while (type == "_Bool");
        return type;
    }

    private bool Chance(int percent) => _random.Next(100) < percent;

    private string Fresh(string prefix) => $"{prefix}{_names++}";

    private string Number() =>
        _random.Next(9) switch
        {
            0 => "0",
            1 => "1",
            2 => _random.Next(256).ToString(),
            3 => $"0x{_random.Next():x}",
            4 => $"-{_random.Next(1000)}",
            5 => $"{_random.NextInt64()}L",
            6 => $"0x{_random.NextInt64():x}UL",
            7 => $"{_random.Next(100)}u",
            _ => $"'{(char)_random.Next('a', 'z')}'",
        };

    private void Types()
    {
        Line(
            $"enum {_name}_e {{ {_name}_E0, {_name}_E1 = {_random.Next(2, 50)}, {_name}_E2{(Chance(50) ? $", {_name}_E3 = -{_random.Next(1, 9)}" : "")} }};"
        );
        Line($"struct {_name}_in {{ {Scalar()} x; {Scalar()} y; }}{(Chance(25) ? " __attribute__((packed))" : "")};");
        var wide = Pick(["unsigned int", "int", "unsigned long", "u32"]);
        Line(
            $"struct {_name}_s {{ {Scalar()} a; {Scalar()} b; {wide} f1 : {_random.Next(1, 20)}; {Pick(["int", "unsigned int", wide])} f2 : {_random.Next(1, 25)}; unsigned char f3 : {_random.Next(1, 8)};{(Chance(30) ? " int : 0;" : "")} {Scalar()} d[3]; struct {_name}_in in; union {{ {Wide()} w; {Wide()} h; }}; }};"
        );
        Line(
            $"union {_name}_u {{ unsigned long all; unsigned char bytes[8]; struct {{ {Pick(["short", "unsigned short", "int"])} lo; short hi; }} part; unsigned f : 7; }};"
        );
        Line($"typedef struct {{ {Pick(["unsigned long", "int", "u8"])} v; }} {_name}_t;");
    }

    private void Globals()
    {
        Line($"static {Scalar()} {_name}_g = {Number()};");
        Line($"static {Pick(["int", "u8", "long", "s16"])} {_name}_ga[4] = {{ {Number()}, [2] = {Number()} }};");
        Line(
            $"static struct {_name}_s {_name}_gs[2] = {{ {{ .a = 3, .f1 = 1, .f2 = {_random.Next(2)}, .d = {{ 4, 5 }}, .in.y = 7, .h = 9 }}, [1] = {{ 1, 2, 1 }} }};"
        );
        Line($"static {Pick(["char", "unsigned char"])} {_name}_gt[] = \"ab\\x81z\";");
    }

    private void Begin()
    {
        _rvalues.Clear();
        _lvalues.Clear();
        _arrays.Clear();
        _rvalues.AddRange([
            "a",
            "b",
            $"{_name}_g",
            $"{_name}_E1",
            $"{_name}_gt[2]",
            $"{_name}_gs[0].f2",
            $"{_name}_gs[1].b",
        ]);
        _lvalues.AddRange([$"{_name}_g", $"{_name}_gs[1].a", $"{_name}_gs[0].f1"]);
        _arrays.Add(($"{_name}_ga", 4));
    }

    private void Helper(string name)
    {
        Begin();
        Line($"static {Scalar()} {name}({Scalar()} a, {Scalar()} b)");
        Line("{");
        _depth++;
        Local();
        Local();
        Line($"static {Scalar()} n = {_random.Next(9)};");
        Line("n++;");
        _rvalues.Add("n");
        for (var i = 0; i < 3; i++)
            Statement(2);
        Line($"return {Expression(2)} + n;");
        _depth--;
        Line("}");
        _functions.Add(name);
    }

    private void Main()
    {
        Begin();
        Line($"long {_name}(long a, long b)");
        Line("{");
        _depth++;
        for (var i = 0; i < 4; i++)
            Local();
        Line($"{Scalar()} arr[5] = {{ a, {Number()}, b }};");
        _arrays.Add(("arr", 5));
        Line($"{Scalar()} grid[2][3] = {{ {{ 1, a }}, {{ b }} }};");
        _lvalues.Add("grid[1][2]");
        _rvalues.Add("grid[0][1]");
        Line($"struct {_name}_s s = {_name}_make(a, b), t = s, *p = &t;");
        _lvalues.AddRange(["s.a", "s.b", "p->f1", "p->f2", "s.f3", "p->in.x", "s.in.y", "t.d[1]", "p->d[2]", "s.w"]);
        _rvalues.AddRange(["s.a", "p->b", "s.f1", "p->f2", "p->f3", "t.in.x", "s.in.y", "s.d[2]", "p->w"]);
        Line($"union {_name}_u u = {{ .all = {Number()} }};");
        _lvalues.AddRange(["u.all", "u.bytes[3]", "u.part.hi", "u.f"]);
        _rvalues.AddRange(["u.all", "u.bytes[1]", "u.part.lo", "u.f"]);
        Line($"{_name}_t v = {{ a }}, *vp = &v, v2 = v;");
        _lvalues.AddRange(["vp->v", "v2.v"]);
        _rvalues.AddRange(["v.v", $"(({_name}_t) {{ {Number()} }}).v", "v2.v"]);
        Line($"{Scalar()} x = b, *q = &x;");
        _lvalues.AddRange(["(*q)", "x"]);
        _rvalues.AddRange([
            "*q",
            "(long)(q == &x)",
            "arr[4]",
            "(&arr[4] - arr)",
            "(long)sizeof(s)",
            $"__builtin_offsetof(struct {_name}_s, in)",
            "*(arr + 2)",
            $"(long)sizeof({_name}_gt)",
        ]);
        Line($"typeof({_name}_h0(1, 2)) (*fp)() = 0; (void)fp;");
        for (var i = 0; i < 8; i++)
            Statement(3);
        Line($"long sum = {_name}_sum(s, p);");
        Line("for (int i = 0; i < 5; i++) sum = sum * 31 + arr[i];");
        Line("for (int i = 0; i < 6; i++) sum = sum * 31 + grid[i / 3][i % 3];");
        Line($"for (int i = 0; i < 4; i++) sum = sum * 31 + {_name}_ga[i];");
        Line($"sum ^= u.all + v.v * 7 + v2.v + {_name}_g + {_name}_sum({_name}_gs[1], {_name}_gs) + x;");
        Line("return sum;");
        _depth--;
        Line("}");
    }

    private void Local()
    {
        var name = Fresh("l");
        Line($"{(Chance(15) ? "volatile " : "")}{Scalar()} {name} = {Expression(2)};");
        _rvalues.Add(name);
        _lvalues.Add(name);
    }

    private string Element()
    {
        var (name, length) = _arrays[_random.Next(_arrays.Count)];
        return Chance(40) ? $"{name}[{_random.Next(length)}]" : $"{name}[({Expression(1)}) & {(length >= 4 ? 3 : 1)}]";
    }

    private string Leaf() =>
        Chance(30) ? Number()
        : Chance(15) ? Element()
        : Pick(_rvalues);

    private string Expression(int depth)
    {
        if (depth <= 0)
            return Leaf();
        string Sub() => Expression(depth - 1 - _random.Next(2));
        return _random.Next(19) switch
        {
            0 or 1 or 2 or 3 => $"({Sub()} {Pick(s_arithmetic)} {Sub()})",
            4 => $"({Sub()} / ((({Sub()}) & 7) + 1))",
            5 => $"({Sub()} % ((({Sub()}) & 15) + 3))",
            6 => $"({Sub()} << (({Sub()}) & 7))",
            7 => $"({Sub()} >> (({Sub()}) & 7))",
            8 => $"({Sub()} {Pick(s_comparisons)} {Sub()})",
            9 => $"({Sub()} {(Chance(50) ? "&&" : "||")} {Sub()})",
            10 => $"({Sub()} ? {Sub()} : {Sub()})",
            11 => $"({Scalar()})({Sub()})",
            12 => $"(-({Sub()}))",
            13 => $"(~({Sub()}))",
            14 => $"(!({Sub()}))",
            15 => $"({{ {Scalar()} z = {Sub()}; z ^ {Leaf()}; }})",
            16 => $"({Sub()} ?: {Sub()})",
            17 => $"_Generic(({Leaf()} + 0), int: {Sub()}, unsigned long: {Sub()}, default: 5)",
            _ => Leaf(),
        };
    }

    private void Statement(int depth)
    {
        switch (_random.Next(depth > 0 ? 17 : 6))
        {
            case 0 or 1 or 2:
                Line($"{Pick(_lvalues)} = {Expression(3)};");
                break;
            case 3:
                Line($"{Pick(_lvalues)} {Pick(s_arithmetic)}= {Expression(2)};");
                break;
            case 4:
                Line(Chance(50) ? $"{Pick(_lvalues)}++;" : $"--{Pick(_lvalues)};");
                break;
            case 5:
                Line($"{Element()} = {Expression(2)};");
                break;
            case 6 or 7:
                Line($"if ({Expression(2)}) {{");
                Body(depth);
                if (Chance(50))
                {
                    Line("} else {");
                    Body(depth);
                }
                Line("}");
                break;
            case 8 or 9:
                Loop(depth);
                break;
            case 10:
                Switch(depth);
                break;
            case 11 when _functions.Count > 0:
                Line($"{Pick(_lvalues)} = {Pick(_functions)}({Expression(2)}, {Expression(1)});");
                break;
            case 12 when _functions.Count > 1:
            {
                // Through a pointer, whose type is taken from the function.
                var name = Fresh("f");
                var function = Pick(_functions);
                Line(
                    $"{{ typeof({function}) *{name} = {Leaf()} ? {function} : &{function}; {Pick(_lvalues)} = (*{name})({Expression(1)}, {Leaf()}); }}"
                );
                break;
            }
            case 13 when _rvalues.Contains("p->b"):
                Line(
                    Pick([
                        "s = t;",
                        "*p = s;",
                        $"t = {_name}_gs[1];",
                        "p = &s;",
                        "p = &t;",
                        $"s = {_name}_make({Expression(1)}, {Leaf()});",
                        "v2 = *vp;",
                        "vp = &v2;",
                        $"s = (struct {_name}_s) {{ .b = {Leaf()}, .in = {{ 1, {Leaf()} }} }};",
                        "q = &x;",
                        $"s.in = {_name}_gs[0].in;",
                    ])
                );
                break;
            case 14:
            {
                var label = Fresh("out");
                Line($"if ({Expression(1)}) goto {label};");
                Statement(depth - 1);
                Line($"{label}: ;");
                break;
            }
            case 15:
                Line($"{Pick(_lvalues)} = ({Expression(1)}, {Expression(1)});");
                break;
            case 16 when _rvalues.Contains("p->b"):
            {
                var name = Fresh("r");
                Line(
                    $"for ({Pick(["u8", "int", "unsigned char"])} {name} = 0; {name} < 3; {name}++) {{ struct {_name}_s tmp = {{ .a = {name} }}; tmp.d[{name}] = {Leaf()}; {Pick(_lvalues)} += {_name}_sum(tmp, &tmp); }}"
                );
                break;
            }
            default:
                Line($"{Pick(_lvalues)} |= {Expression(2)};");
                break;
        }
    }

    private void Body(int depth)
    {
        _depth++;
        var (rvalues, lvalues) = (_rvalues.Count, _lvalues.Count);
        if (Chance(30))
            Local();
        for (var i = _random.Next(1, 3); i > 0; i--)
            Statement(depth - 1);
        _rvalues.RemoveRange(rvalues, _rvalues.Count - rvalues);
        _lvalues.RemoveRange(lvalues, _lvalues.Count - lvalues);
        _depth--;
    }

    private void Loop(int depth)
    {
        var name = Fresh("i");
        var count = _random.Next(1, 5);
        _loops++;
        var kind = _random.Next(3);
        Line(
            kind switch
            {
                0 => $"for (int {name} = 0; {name} < {count}; {name}++) {{",
                1 => $"{{ u8 {name} = {count}; while ({name}--) {{",
                _ => $"{{ int {name} = 0; do {{",
            }
        );
        _rvalues.Add(name);
        if (Chance(30))
            Line($"  if ({Expression(1)}) {(Chance(50) ? "break" : "continue")};");
        Body(depth);
        _rvalues.Remove(name);
        Line(
            kind switch
            {
                0 => "}",
                1 => "} }",
                _ => $"}} while (++{name} < {count}); }}",
            }
        );
        _loops--;
    }

    private void Switch(int depth)
    {
        Line($"switch ({(Chance(50) ? $"({Expression(2)}) & 15" : Expression(1))}) {{");
        var at = 0;
        for (var i = _random.Next(1, 5); i > 0; i--)
        {
            var low = at + _random.Next(3);
            at = low + _random.Next(4) + 1;
            Line(at - low > 1 && Chance(60) ? $"case {low} ... {at - 1}:" : $"case {low}:");
            Body(depth);
            if (Chance(70))
                Line("  break;");
        }
        if (Chance(60))
        {
            Line("default:");
            Body(depth);
        }
        Line("}");
    }
}
