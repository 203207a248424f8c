using Litmus.Programs;

namespace Litmus.Reading;

/// <summary>Reads what a test begins with: <c>{ int x = 1; int *p = &amp;x; spinlock_t l; 0:r1 = x; }</c>.</summary>
internal static class InitialState
{
    /// <summary>Reads up to and with the closing brace.</summary>
    public static void Read(LitmusScanner scanner, Declarations declarations)
    {
        scanner.Expect("{");
        while (!scanner.Take("}"))
        {
            if (scanner.Take(";"))
            {
                continue;
            }

            if (scanner.IsAtEnd)
            {
                throw scanner.Expected("} behind the initial state");
            }

            ReadDeclaration(scanner, declarations);
            if (scanner.Word != "}")
            {
                scanner.Expect(";");
            }
        }
    }

    private static void ReadDeclaration(LitmusScanner scanner, Declarations declarations)
    {
        var type = TypeWords.Read(scanner);
        do
        {
            while (scanner.Take("*")) { }
            if (scanner.IsAtNumber || IsThread(scanner))
            {
                var thread = Thread(scanner);
                scanner.Expect(":");
                var register = scanner.Name("the name of a register");
                if (scanner.Take("="))
                {
                    declarations.Initialise(thread, register, Value(scanner, declarations));
                }

                continue;
            }

            var isBracketed = scanner.Take("[");
            var name = scanner.Name("the name of a cell");
            if (isBracketed)
            {
                scanner.Expect("]");
            }
            else if (scanner.Word == "[")
            {
                throw scanner.Expected("a cell that is no array");
            }

            declarations.Declare(name, type);
            if (scanner.Take("="))
            {
                declarations.Initialise(name, Value(scanner, declarations));
            }
        } while (scanner.Take(","));
    }

    private static bool IsThread(LitmusScanner scanner) =>
        scanner.Word is ['P', .. var digits]
        && digits.Length > 0
        && digits.All(char.IsAsciiDigit)
        && scanner.WordAfter == ":";

    private static int Thread(LitmusScanner scanner) =>
        scanner.IsAtNumber ? scanner.Number() : int.Parse(scanner.Next().AsSpan(1), null);

    private static int Value(LitmusScanner scanner, Declarations declarations)
    {
        if (scanner.Take("("))
        {
            var type = TypeWords.Read(scanner);
            var inner = type.Length > 0 ? 0 : Value(scanner, declarations);
            scanner.Expect(")");
            return type.Length > 0 ? Value(scanner, declarations) : inner;
        }

        if (scanner.Take("{"))
        {
            var inner = scanner.Word == "}" ? 0 : Value(scanner, declarations);
            scanner.Expect("}");
            return inner;
        }

        if (scanner.Take("-"))
        {
            return unchecked(-scanner.Number());
        }

        if (scanner.Take("&"))
        {
            return Address.Of(declarations.Cell(scanner.Name("the name of a cell")));
        }

        if (scanner.IsAtNumber)
        {
            return scanner.Number();
        }

        if (scanner.Take("NULL"))
        {
            return 0;
        }

        if (scanner.Word is "ATOMIC_INIT" or "ATOMIC_LONG_INIT")
        {
            scanner.Next();
            scanner.Expect("(");
            var inner = Value(scanner, declarations);
            scanner.Expect(")");
            return inner;
        }

        return scanner.IsAtName
            ? Address.Of(declarations.Cell(scanner.Next()))
            : throw scanner.Expected("a number or the address of a cell");
    }
}
