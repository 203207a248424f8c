using KernelText.Declarations;
using KernelText.Flow;
using KernelText.Lowering;
using KernelText.Syntax;
using KernelText.Tokens;
using KernelText.Types;

namespace KernelText.Programs;

/// <summary>Runs the straight code that an initialiser lowers to, for the bytes that it sets.</summary>
internal static class InitialImage
{
    private readonly record struct Word(long Number, Symbol? Symbol, bool IsFunction);

    public static GlobalObject Of(ILoweringHost host, Symbol symbol, CType type, Expression initializer, IScope scope)
    {
        try
        {
            var (code, target, whole) = FunctionLowering
                .ForExpression(host, scope, initializer)
                .Initializer(type, initializer);
            var values = new SortedDictionary<long, InitialValue>();
            var why = Run(code, target, symbol, values);
            return new(symbol, whole, [.. values.Values.Where(v => v.Number != 0 || v.Symbol is not null)], why);
        }
        catch (LoweringException e)
        {
            return new(symbol, type, [], $"{e.At.UsePlace}: {e.Name}: {e.Message}");
        }
        catch (KernelTextException e)
        {
            return new(symbol, type, [], e.Message);
        }
    }

    // Null, or why a part of it is not known.
    private static string? Run(
        IReadOnlyList<Instruction> code,
        int target,
        Symbol symbol,
        SortedDictionary<long, InitialValue> values
    )
    {
        // Addresses within the object are numbers from its beginning; frames of compound literals are not.
        var registers = new Dictionary<int, Word> { [target] = new(0, s_self, false) };
        Word? Of(Operand operand) =>
            operand.IsRegister
                ? registers.TryGetValue(operand.Register, out var word)
                    ? word
                    : null
                : new(operand.Number, null, false);

        foreach (var instruction in code)
        {
            switch (instruction)
            {
                case GlobalAddress global:
                    registers[global.To] = new(0, global.Symbol, false);
                    break;
                case FunctionAddress function:
                    registers[function.To] = new(0, function.Symbol, true);
                    break;
                case PointerOffset { Scale: 0 } offset when Of(offset.Pointer) is { } pointer:
                    registers[offset.To] = pointer with { Number = pointer.Number + offset.Bytes };
                    break;
                case Conversion conversion when Of(conversion.Value) is { } word:
                    registers[conversion.To] = word.Symbol is null
                        ? word with
                        {
                            Number = conversion.Kind.Normalise(word.Number),
                        }
                        : word;
                    break;
                case Move move when Of(move.Value) is { } word:
                    registers[move.To] = word;
                    break;
                case ZeroRecord zero when Of(zero.Address) is { Symbol: { } self, Number: var at } && self == s_self:
                    foreach (var key in values.Keys.Where(k => k >= at && k < at + zero.Bytes).ToArray())
                        values.Remove(key);
                    break;
                case Store store
                    when Of(store.Address) is { Symbol: { } self } address
                        && self == s_self
                        && Of(store.Value) is { } word:
                {
                    var at = address.Number + store.Offset;
                    var toSelf = word.Symbol == s_self;
                    values[at] = new(at, store.Kind, word.Number, toSelf ? symbol : word.Symbol, word.IsFunction);
                    break;
                }
                case Load load when Of(load.Address) is { Symbol: { } self } address && self == s_self:
                    // The word of a bit-field
                    registers[load.To] = values.TryGetValue(address.Number + load.Offset, out var value)
                        ? new(value.Number, value.Symbol, false)
                        : new(0, null, false);
                    break;
                case Binary binary
                    when Of(binary.Left) is { Symbol: null } left
                        && Of(binary.Right) is { Symbol: null } right
                        && Arithmetic.Calculate(binary.Operator, left.Number, right.Number, binary.Kind) is { } result:
                    registers[binary.To] = new(result, null, false);
                    break;
                default:
                    return $"{instruction.Location}: the initialiser is no constant: {instruction}";
            }
        }
        return null;
    }

    private static readonly Symbol s_self = new("[self]", "");
}
