using KernelText.Declarations;
using KernelText.Flow;
using KernelText.Lowering;
using KernelText.Syntax;
using KernelText.Tokens;
using KernelText.Types;

namespace KernelText.Programs;

/// <summary>Runs the straight code that an initialiser lowers to, for the bytes that it sets.</summary>
internal sealed class InitialImage
{
    // Stands for the object, whose own address is not known yet.
    private static readonly Symbol s_self = new("[self]", "");

    private readonly Symbol _symbol;
    private readonly Dictionary<int, Word> _registers = [];
    private readonly SortedDictionary<long, byte> _bytes = [];
    private readonly SortedDictionary<long, ScalarKind> _words = [];
    private readonly SortedDictionary<long, Word> _addresses = [];

    private InitialImage(Symbol symbol) => _symbol = symbol;

    private readonly record struct Word(long Number, Symbol? Symbol, bool IsFunction);

    public static GlobalObject Of(ILoweringHost host, Symbol symbol, CType type, Expression initializer, IScope scope)
    {
        try
        {
            var (code, target, whole) = FunctionLowering
                .ForExpression(host, scope, initializer)
                .Initializer(type, initializer);
            var image = new InitialImage(symbol);
            image._registers[target] = new(0, s_self, false);
            var why = code.Select(image.Step).FirstOrDefault(w => w is not null);
            return new(symbol, whole, [.. image.Values().OrderBy(v => v.Offset)], why);
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

    private Word? Of(Operand operand) =>
        !operand.IsRegister ? new(operand.Number, null, false)
        : _registers.TryGetValue(operand.Register, out var word) ? word
        : null;

    // Null, or why it is not known.
    private string? Step(Instruction instruction)
    {
        switch (instruction)
        {
            case GlobalAddress global:
                _registers[global.To] = new(0, global.Symbol, false);
                return null;
            case FunctionAddress function:
                _registers[function.To] = new(0, function.Symbol, true);
                return null;
            case PointerOffset { Scale: 0 } offset when Of(offset.Pointer) is { } pointer:
                _registers[offset.To] = pointer with { Number = pointer.Number + offset.Bytes };
                return null;
            case Conversion conversion when Of(conversion.Value) is { } word:
                _registers[conversion.To] = word.Symbol is null
                    ? word with
                    {
                        Number = conversion.Kind.Normalise(word.Number),
                    }
                    : word;
                return null;
            case Move move when Of(move.Value) is { } word:
                _registers[move.To] = word;
                return null;
            case ZeroRecord zero when Own(zero.Address, 0) is { } at:
                Clear(at, zero.Bytes);
                return null;
            case Store store when Own(store.Address, store.Offset) is { } at && Of(store.Value) is { } word:
                Write(at, store.Kind, word);
                return null;
            // The word of a bit-field
            case Load load when Own(load.Address, load.Offset) is { } at:
                _registers[load.To] = new(Number(at, load.Kind), null, false);
                return null;
            case Binary binary
                when Of(binary.Left) is { Symbol: null } left
                    && Of(binary.Right) is { Symbol: null } right
                    && Arithmetic.Calculate(binary.Operator, left.Number, right.Number, binary.Kind) is { } result:
                _registers[binary.To] = new(result, null, false);
                return null;
            default:
                return $"{instruction.Location}: the initialiser is no constant: {instruction}";
        }
    }

    // The offset in the object of an address; null for one elsewhere.
    private long? Own(Operand address, long offset) =>
        Of(address) is { Symbol: { } symbol } word && symbol == s_self ? word.Number + offset : null;

    private void Clear(long at, long bytes)
    {
        foreach (var key in _bytes.Keys.Where(k => k >= at && k < at + bytes).ToArray())
            _bytes.Remove(key);
        foreach (var key in _addresses.Keys.Where(k => k >= at && k < at + bytes).ToArray())
            _addresses.Remove(key);
    }

    private void Write(long at, ScalarKind kind, Word word)
    {
        Clear(at, kind.Bytes);
        if (word.Symbol is not null)
        {
            _addresses[at] = word.Symbol == s_self ? word with { Symbol = _symbol } : word;
            return;
        }
        if (!_words.TryGetValue(at, out var known) || known.Bytes <= kind.Bytes)
            _words[at] = kind;
        for (var i = 0; i < kind.Bytes; i++)
            _bytes[at + i] = (byte)(word.Number >> (8 * i));
    }

    private long Number(long at, ScalarKind kind)
    {
        var number = 0L;
        for (var i = 0; i < kind.Bytes; i++)
            number |= (long)_bytes.GetValueOrDefault(at + i) << (8 * i);
        return kind.Normalise(number);
    }

    private IEnumerable<InitialValue> Values()
    {
        foreach (var (at, word) in _addresses)
            yield return new(at, ScalarKind.Pointer, word.Number, word.Symbol, word.IsFunction);
        var end = 0L;
        foreach (var (at, kind) in _words)
        {
            if (at >= end)
            {
                if (Number(at, kind) is not 0 and var number)
                    yield return new(at, kind, number, null, false);
            }
            else
            {
                // Words of bit-fields overlap: what this one has beyond the previous one.
                for (var i = Math.Max(at, end); i < at + kind.Bytes; i++)
                {
                    if (_bytes.GetValueOrDefault(i) is not 0 and var value)
                        yield return new(i, new(1, false), value, null, false);
                }
            }
            end = Math.Max(end, at + kind.Bytes);
        }
    }
}
