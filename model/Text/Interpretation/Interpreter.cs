using Interleave.Routines;
using KernelText.Flow;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Interpretation;

/// <summary>
/// Runs C functions as routines of the engine: one frame for each call, in which nothing is kept that is not read
/// again. A local of the text costs no states beyond its life.
/// </summary>
internal static class Interpreter
{
    /// <summary>Calls a function.</summary>
    /// <param name="function">Which.</param>
    /// <param name="context">What it can reach.</param>
    /// <param name="arguments">Of its parameters.</param>
    /// <param name="memory">The thread's own.</param>
    public static Routine<Outcome> Call(
        TextFunction function,
        TextContext context,
        ReadOnlySpan<Value> arguments,
        ThreadMemory memory
    )
    {
        context.World.Code.Use.Add(function.Flow);
        function.Note?.Invoke(context, arguments);
        var inside = TextWorld.Entering(function, context);
        return Run(function.Entry, inside, Registers.Of(arguments), memory);
    }

    private static async Routine<Outcome> Run(
        Position position,
        TextContext context,
        Registers registers,
        ThreadMemory memory
    )
    {
        var frame = memory.Count;
        memory = memory.Push(position.Function.Flow.Frame.Length);
        if (SharedLocals.Of(context, position, frame) is { IsEmpty: false } begun)
        {
            await SharedLocals.Begin(begun);
        }

        // What the instruction at the position has brought in.
        Value value = default;
        while (true)
        {
            var values = registers.Spread(position.Function.Flow.Registers.Length, position.Live);
            if (position.Index >= 0 && position.Instruction.Destination is var to and >= 0)
            {
                values[to] = Converted(position.Instruction, value);
            }

            (position, memory) = Calculate(position.Next, context, values, memory, frame);
            if (position.Instruction is Return { Value: var result })
            {
                var returned = new Outcome(Operand(result, values), memory.Pop(frame));
                if (SharedLocals.Of(context, position, frame) is { IsEmpty: false } ended)
                {
                    await SharedLocals.End(ended);
                }

                return returned;
            }

            var effect = Effects.Of(position, context, values, memory);
            if (
                context.World.Code.Use is { HasInstructions: true } use
                && (effect.Now is not { } pure || pure.Memory != memory)
            )
            {
                use.Add(position.Function.Flow.Symbol, position.Index);
            }

            QuietRun.Note(effect, position);
            registers = Registers.Keep(values, position.Live);
            if (effect.Now is { } now)
            {
                (value, memory) = now;
            }
            else if (effect.IsCall)
            {
                (value, memory) = await effect.Call;
            }
            else
            {
                memory = effect.IsLoad ? memory.Seeing(effect.Seen) : memory.SeenNothing();
                memory = effect.Settles ? memory.Settling() : memory;
                value = await effect.Steps;
            }
        }
    }

    private static (Position Position, ThreadMemory Memory) Calculate(
        Position from,
        TextContext context,
        Value[] values,
        ThreadMemory memory,
        int frame
    )
    {
        var calculation = new Calculation(context, from.Function.Flow, frame) { Registers = values, Memory = memory };
        return (calculation.Run(from), calculation.Memory);
    }

    // Words of memory are signed; the text may see them otherwise.
    private static Value Converted(Instruction instruction, Value value) =>
        value.IsAddress ? value
        : instruction is Load load ? Arithmetic.Convert(value, load.Kind)
        : instruction is Call { IsPrimitive: true, ResultType: { IsScalar: true } type }
            ? Arithmetic.Convert(value, type.Kind)
        : value;

    private static Value Operand(Operand? operand, Value[] values) =>
        operand is not { } o ? default
        : o.IsRegister ? values[o.Register]
        : Value.Of(o.Number);
}
