using System.Buffers.Binary;
using KernelText.Flow;
using KernelText.Lowering;
using KernelText.Programs;

namespace KernelText.Tests.Compared;

/// <summary>Runs flow graphs in byte-addressed memory, as a machine would. Bytes that nobody wrote are 0xa5.</summary>
internal sealed class Evaluator(TextProgram program)
{
    private const long FunctionBase = 1L << 40;
    private const int MostSteps = 2_000_000;

    private readonly byte[] _memory = new byte[1 << 20];
    private readonly Dictionary<Symbol, long> _globals = [];
    private readonly List<Symbol> _functions = [];
    private long _globalTop = 1 << 19;
    private long _stackTop = 4096;
    private int _steps;

    public long Call(string name, params long[] arguments)
    {
        _steps = 0;
        return Run(program.Find(name) ?? throw new InvalidOperationException($"no function {name}"), arguments);
    }

    public long Run(FlowFunction function, params long[] arguments)
    {
        var registers = new long[function.Registers.Length];
        Array.Fill(registers, unchecked((long)0xa5a5a5a5a5a5a5a5));
        Array.Copy(arguments, registers, function.Parameters.Length);
        var (saved, frame) = (_stackTop, new long[function.Frame.Length]);
        for (var i = 0; i < frame.Length; i++)
        {
            frame[i] = _stackTop;
            _stackTop += (function.Frame[i].Type.Size!.Value + 15) / 16 * 16;
        }
        for (var at = 0; ; )
        {
            if (++_steps > MostSteps)
                throw new InvalidOperationException($"{function.Name} does not end");
            var instruction = function.Code[at];
            if (instruction is Return result)
            {
                _stackTop = saved;
                return result.Value is { } value ? Of(registers, value) : 0;
            }
            at = Step(function, instruction, registers, frame) ?? at + 1;
        }
    }

    private static long Of(long[] registers, Operand operand) =>
        operand.IsRegister ? registers[operand.Register] : operand.Number;

    // The index of the next instruction where it is not the one behind.
    private int? Step(FlowFunction function, Instruction instruction, long[] registers, long[] frame)
    {
        long Value(Operand operand) => Of(registers, operand);
        long result;
        switch (instruction)
        {
            case Jump jump:
                return jump.Target;
            case Branch branch:
                return Value(branch.Condition) != 0 ? branch.Then : branch.Else;
            case Switch choice:
                return Chosen(choice, Value(choice.Value));
            case Store store:
                Write(Value(store.Address) + store.Offset, Value(store.Value), store.Kind.Bytes);
                Assert.Equal(store.Kind.Normalise(Value(store.Value)), Value(store.Value));
                return null;
            case CopyRecord copy:
                _memory
                    .AsSpan((int)Value(copy.Source), (int)copy.Bytes)
                    .CopyTo(_memory.AsSpan((int)Value(copy.Address), (int)copy.Bytes));
                return null;
            case ZeroRecord zero:
                _memory.AsSpan((int)Value(zero.Address), (int)zero.Bytes).Clear();
                return null;
            case FrameBegin begin:
                _memory.AsSpan((int)frame[begin.Object], (int)function.Frame[begin.Object].Type.Size!.Value).Fill(0xa5);
                return null;
            case Move move:
                result = Value(move.Value);
                break;
            case Conversion conversion:
                result = conversion.Kind.Normalise(Value(conversion.Value));
                break;
            case Unary unary:
                result =
                    Arithmetic.Calculate(unary.Operator, Value(unary.Value), unary.Kind)
                    ?? throw new InvalidOperationException($"undefined: {unary} at {unary.Location}");
                break;
            case Binary binary:
                result =
                    Arithmetic.Calculate(binary.Operator, Value(binary.Left), Value(binary.Right), binary.Kind)
                    ?? throw new InvalidOperationException($"undefined: {binary} at {binary.Location}");
                break;
            case PointerOffset offset:
                result = Value(offset.Pointer) + Value(offset.Index) * offset.Scale + offset.Bytes;
                break;
            case PointerDifference difference:
                result = (Value(difference.Left) - Value(difference.Right)) / difference.Size;
                break;
            case FrameAddress address:
                result = frame[address.Object];
                break;
            case GlobalAddress global:
                result = AddressOf(global.Symbol);
                break;
            case FunctionAddress address:
                result = AddressOfFunction(address.Symbol);
                break;
            case Load load:
                result = load.Kind.Normalise(Read(Value(load.Address) + load.Offset, load.Kind.Bytes));
                break;
            case Call call:
                result = Run(program.Function(call.Callee), [.. call.Arguments.Select(Value)]);
                break;
            case CallPointer call:
                result = Run(
                    program.Function(_functions[(int)(Value(call.Target) - FunctionBase)]),
                    [.. call.Arguments.Select(Value)]
                );
                break;
            default:
                throw new InvalidOperationException($"{instruction} at {instruction.Location}");
        }
        if (instruction.Destination >= 0)
            registers[instruction.Destination] = result;
        return null;
    }

    private static int Chosen(Switch choice, long value)
    {
        foreach (var c in choice.Cases)
        {
            if (
                choice.Kind.IsSigned
                    ? value >= c.Low && value <= c.High
                    : (ulong)value >= (ulong)c.Low && (ulong)value <= (ulong)c.High
            )
                return c.Target;
        }
        return choice.Default;
    }

    private long AddressOfFunction(Symbol symbol)
    {
        if (!_functions.Contains(symbol))
            _functions.Add(symbol);
        return FunctionBase + _functions.IndexOf(symbol);
    }

    private long AddressOf(Symbol symbol)
    {
        if (_globals.TryGetValue(symbol, out var known))
            return known;
        var at = _globals[symbol] = _globalTop;
        if (symbol.IsString)
        {
            for (var i = 1; i < symbol.Name.Length - 1; i++)
                _memory[_globalTop++] = (byte)symbol.Name[i];
            _globalTop = (_globalTop + 16) / 16 * 16;
            return at;
        }
        var global = program.Global(symbol);
        Assert.Null(global.WhyUnknown);
        _globalTop += (global.Type.Size!.Value + 15) / 16 * 16;
        foreach (var value in global.Values)
            Write(
                at + value.Offset,
                value.Symbol is not { } to
                    ? value.Number
                    : value.Number + (value.IsFunction ? AddressOfFunction(to) : AddressOf(to)),
                value.Kind.Bytes
            );
        return at;
    }

    private long Read(long at, int bytes)
    {
        Check(at, bytes);
        Span<byte> word = stackalloc byte[8];
        _memory.AsSpan((int)at, bytes).CopyTo(word);
        return BinaryPrimitives.ReadInt64LittleEndian(word);
    }

    private void Write(long at, long value, int bytes)
    {
        Check(at, bytes);
        Span<byte> word = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(word, value);
        word[..bytes].CopyTo(_memory.AsSpan((int)at, bytes));
    }

    private void Check(long at, int bytes)
    {
        if (at < 4096 || at + bytes > _memory.Length)
            throw new InvalidOperationException($"access of {bytes} bytes at {at}");
    }
}
