using KernelText.Flow;
using KernelText.Tokens;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Interpretation;

/// <summary>
/// Runs a function up to its next effect on shared memory, its next call, or its end: everything that only this thread
/// can see, which takes no step.
/// </summary>
/// <param name="context">What it can reach.</param>
/// <param name="function">The function.</param>
/// <param name="frame">Number of the function's first object in the thread's memory.</param>
internal ref struct Calculation(TextContext context, FlowFunction function, int frame)
{
    // A loop that no step is in would never end; kernel loops over one scenario's objects are far shorter.
    private const int MaxInstructions = 100_000;

    /// <summary>The registers.</summary>
    public required Value[] Registers { get; init; }

    /// <summary>The thread's own memory.</summary>
    public required ThreadMemory Memory { get; set; }

    /// <summary>Goes on from a position to the next one that is not calculation.</summary>
    /// <exception cref="MeaninglessException">Something on the way has no meaning.</exception>
    public Position Run(Position from)
    {
        var code = from.Function.Flow.Code;
        var at = from.Index;
        var noted = context.World.Code.Use is { HasInstructions: true } use ? use : null;
        var reached = context.World.Code.Primitives.IsOfProtocol ? null : context.World.Code.Use;
        for (var taken = 0; taken < MaxInstructions; taken++)
        {
            var instruction = code[at];
            reached?.Reach(function, at);

            try
            {
                if (Jump(instruction) is { } target)
                {
                    noted?.Add(
                        function.Symbol,
                        instruction is Branch { Else: var other } && other == target ? ~at : at
                    );
                    at = target;
                    continue;
                }

                if (!Calculate(instruction))
                {
                    return from.Function.At(at);
                }

                if (!instruction.IsEffect)
                {
                    noted?.Add(function.Symbol, at);
                }
            }
            catch (Exception e) when (e is MeaninglessException or KernelTextException)
            {
                throw new StoppedException(from.Function.At(at), e.Message);
            }

            at++;
        }

        throw new StoppedException(from.Function.At(at), $"{MaxInstructions:N0} instructions without a step");
    }

    /// <summary>The value of an operand.</summary>
    public readonly Value this[Operand operand] =>
        operand.IsRegister ? Registers[operand.Register] : Value.Of(operand.Number);

    /// <summary>The address of one of the function's objects.</summary>
    private readonly Value AddressOf(int index) =>
        Value.To(context.World.Local(context, function, index, frame + index));

    private readonly int? Jump(Instruction instruction) =>
        instruction switch
        {
            Jump jump => jump.Target,
            Branch branch => this[branch.Condition].IsTrue ? branch.Then : branch.Else,
            Switch choice => Target(choice, this[choice.Value]),
            _ => null,
        };

    private static int Target(Switch choice, Value value)
    {
        if (value.IsAddress)
        {
            throw new MeaninglessException($"a switch over the address {value}");
        }

        foreach (var c in choice.Cases)
        {
            var inside = choice.Kind.IsSigned
                ? value.Number >= c.Low && value.Number <= c.High
                : (ulong)value.Number >= (ulong)c.Low && (ulong)value.Number <= (ulong)c.High;
            if (inside)
            {
                return c.Target;
            }
        }

        return choice.Default;
    }

    // False for what takes steps, or leaves the function.
    private bool Calculate(Instruction instruction)
    {
        switch (instruction)
        {
            case Move move:
                Registers[move.To] = this[move.Value];
                return true;
            case Conversion conversion:
                Registers[conversion.To] = Arithmetic.Convert(this[conversion.Value], conversion.Kind);
                return true;
            case Unary unary:
                Registers[unary.To] = Arithmetic.Apply(unary.Operator, this[unary.Value], unary.Kind);
                return true;
            case Binary binary:
                Registers[binary.To] = Arithmetic.Apply(
                    binary.Operator,
                    this[binary.Left],
                    this[binary.Right],
                    binary.Kind
                );
                return true;
            case PointerOffset offset:
                Registers[offset.To] = Arithmetic.Move(
                    this[offset.Pointer],
                    this[offset.Index],
                    offset.Scale,
                    offset.Bytes
                );
                return true;
            case PointerDifference difference:
                Registers[difference.To] = Arithmetic.Distance(
                    this[difference.Left],
                    this[difference.Right],
                    difference.Size
                );
                return true;
            case GlobalAddress global:
                Registers[global.To] = context.World.GlobalAddress(global.Symbol);
                return true;
            case FrameAddress local:
                Registers[local.To] = AddressOf(local.Object);
                return true;
            case FunctionAddress callee:
                Registers[callee.To] = Value.To(context.World.FunctionObject(callee.Symbol));
                return true;
            default:
                return OnStack(instruction);
        }
    }

    private bool OnStack(Instruction instruction)
    {
        switch (instruction)
        {
            case FrameBegin begin:
                Memory = Memory.Forget(frame + begin.Object);
                return true;
            case Load load when At(load.Address, load.Offset, out var local, out var offset):
                Registers[load.To] = Memory.Load(local, offset, load.Kind.Bytes, load.Kind.IsSigned);
                return true;
            case Store store when At(store.Address, store.Offset, out var local, out var offset):
                Memory = Memory.Store(local, offset, store.Kind.Bytes, this[store.Value]);
                return true;
            case ZeroRecord zero when At(zero.Address, 0, out var local, out var offset):
                Memory = Memory.Zero(local, offset, zero.Bytes);
                return true;
            case CopyRecord copy
                when At(copy.Address, 0, out var local, out var offset)
                    && At(copy.Source, 0, out var source, out var start):
                foreach (var word in Memory.Words(source, start, copy.Bytes).ToArray())
                {
                    Memory = Memory.Store(local, offset + word.Offset - start, word.Bytes, word.Value);
                }

                return true;
            default:
                return false;
        }
    }

    private readonly bool At(Operand address, long bytes, out StackObject local, out long offset)
    {
        var value = this[address];
        offset = value.Number + bytes;
        local = (value.Object as StackObject)!;
        return local is not null;
    }
}
