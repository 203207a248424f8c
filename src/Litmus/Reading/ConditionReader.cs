using Litmus.Programs;

namespace Litmus.Reading;

/// <summary>Reads questions about final states: <c>(1:r0=1 /\ ~(x=2 \/ 0:r1=&amp;y))</c>.</summary>
internal static class ConditionReader
{
    /// <summary>Reads a condition.</summary>
    public static Condition Read(LitmusScanner scanner, Declarations declarations)
    {
        var left = ReadAll(scanner, declarations);
        while (scanner.Take("\\/") || scanner.Take("||"))
        {
            left = new Condition.Any(left, ReadAll(scanner, declarations));
        }

        return scanner.Take("=>") ? new Condition.Any(new Condition.Not(left), Read(scanner, declarations)) : left;
    }

    /// <summary>Reads what states are to be shown besides: <c>[x; 0:r1;]</c>.</summary>
    public static IEnumerable<Term> ReadLocations(LitmusScanner scanner, Declarations declarations)
    {
        var terms = new List<Term>();
        scanner.Expect("[");
        while (!scanner.Take("]"))
        {
            if (scanner.Take(";"))
            {
                continue;
            }

            TypeWords.Read(scanner);
            terms.Add(ReadTerm(scanner, declarations, false));
            TypeWords.Read(scanner);
        }

        return terms;
    }

    private static Condition ReadAll(LitmusScanner scanner, Declarations declarations)
    {
        var left = ReadOne(scanner, declarations);
        while (scanner.Take("/\\") || scanner.Take("&&"))
        {
            left = new Condition.All(left, ReadOne(scanner, declarations));
        }

        return left;
    }

    private static Condition ReadOne(LitmusScanner scanner, Declarations declarations)
    {
        if (scanner.Take("~") || scanner.Take("not") || scanner.Take("!"))
        {
            return new Condition.Not(ReadOne(scanner, declarations));
        }

        if (scanner.Take("("))
        {
            var inner = Read(scanner, declarations);
            scanner.Expect(")");
            return inner;
        }

        if (scanner.Take("true"))
        {
            return Condition.True;
        }

        if (scanner.Take("false"))
        {
            return new Condition.Not(Condition.True);
        }

        var left = ReadTerm(scanner, declarations, false);
        var isEqual = !scanner.Take("!=");
        if (isEqual && !scanner.Take("=="))
        {
            scanner.Expect("=");
        }

        return new Condition.Comparison(left, ReadTerm(scanner, declarations, true), isEqual);
    }

    private static Term ReadTerm(LitmusScanner scanner, Declarations declarations, bool isValue)
    {
        if (scanner.Take("-"))
        {
            var negative = unchecked(-scanner.Number());
            return new ConstantTerm(negative, $"{negative}");
        }

        if (scanner.Take("&"))
        {
            return AddressOf(scanner, declarations);
        }

        if (scanner.IsAtNumber)
        {
            var number = scanner.Number();
            return scanner.Take(":")
                ? new RegisterTerm(number, scanner.Name("the name of a register"))
                : new ConstantTerm(number, $"{number}");
        }

        if (scanner.Word is ['P', .. var digits] && digits.All(char.IsAsciiDigit) && scanner.WordAfter == ":")
        {
            scanner.Next();
            scanner.Expect(":");
            return new RegisterTerm(int.Parse(digits, null), scanner.Name("the name of a register"));
        }

        if (scanner.Take("NULL"))
        {
            return new ConstantTerm(0, "0");
        }

        var isBracketed = scanner.Take("[");
        scanner.Take("*");
        if (isValue && !isBracketed)
        {
            return AddressOf(scanner, declarations);
        }

        var name = CellName(scanner, declarations);
        if (isBracketed)
        {
            scanner.Expect("]");
        }

        return new CellTerm(declarations.Cell(name), name);
    }

    private static ConstantTerm AddressOf(LitmusScanner scanner, Declarations declarations)
    {
        var name = CellName(scanner, declarations);
        return new ConstantTerm(Address.Of(declarations.Cell(name)), "&" + name);
    }

    private static string CellName(LitmusScanner scanner, Declarations declarations) =>
        scanner.IsAtName && declarations.Has(scanner.Word)
            ? scanner.Next()
            : throw scanner.Expected("a register, such as 0:r1, or the name of a cell");
}
