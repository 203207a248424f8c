using Interleave.Memory;
using Interleave.Routines;
using Interleave.Violations;
using KernelText.Flow;
using KernelText.Tokens;
using KernelText.Types;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Primitives;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Interpretation;

/// <summary>What instructions do that more than the thread itself can see.</summary>
internal static class Effects
{
    /// <summary>Begins an instruction's effect.</summary>
    /// <exception cref="StoppedException">It has no meaning.</exception>
    public static Effect Of(Position position, TextContext context, Value[] values, ThreadMemory memory)
    {
        var invocation = new Invocation(position, context, position.Operands(values), memory);
        try
        {
            return position.Instruction switch
            {
                Load load => invocation.Load(
                    Access(invocation, load.Offset, load.Kind, load.Order),
                    OrderOf(load.Order)
                ),
                Store store => Effect.Store(
                    Access(invocation, store.Offset, store.Kind, store.Order),
                    Arithmetic.Convert(invocation.Arguments[1], store.Kind),
                    OrderOf(store.Order)
                ),
                CopyRecord copy => RecordCopy.Run(invocation, copy),
                ZeroRecord zero => RecordCopy.Clear(invocation, zero),
                Call { IsPrimitive: true } call => Primitive(
                    call.Callee.Name,
                    position.Primitive(context.World.Code),
                    invocation
                ),
                Call => Text(position.Callee(context.World.Code), invocation),
                CallPointer pointer => Through(pointer, invocation),
                NoMeaning nothing => throw new MeaninglessException($"{nothing.Name} has no meaning ({nothing.Why})"),
                Unreachable => throw new MeaninglessException("control gets where the text says that it cannot"),
                var other => throw new MeaninglessException($"{other}"),
            };
        }
        catch (Exception e) when (e is MeaninglessException or KernelTextException)
        {
            throw new StoppedException(position, e.Message);
        }
    }

    private static MemoryOrder OrderOf(AccessOrder order) =>
        order == AccessOrder.Once ? MemoryOrder.Once : MemoryOrder.Plain;

    private static Field Access(Invocation invocation, long offset, ScalarKind kind, AccessOrder order)
    {
        var address = invocation.Arguments[0] with { Number = invocation.Arguments[0].Number + offset };
        return order == AccessOrder.Racy
            ? invocation.UnnotedFieldAt(address, kind.Bytes)
            : invocation.FieldAt(address, kind.Bytes);
    }

    private static Effect Primitive(string name, Primitive? meaning, Invocation invocation)
    {
        var code = invocation.Context.World.Code;
        if (meaning is not { Body: { } body } primitive)
        {
            throw new MeaninglessException($"{name} has no meaning as a function");
        }

        code.Use.Add(name);
        if (primitive.Sleeps && !code.Primitives.IsOfProtocol && invocation.Memory.IsAtomic)
        {
            throw invocation.SleepsInAtomic(name);
        }

        return body(invocation);
    }

    private static Effect Text(TextFunction callee, Invocation invocation) =>
        Interpreter.Call(callee, invocation.Context, invocation.Arguments.AsSpan(), invocation.Memory);

    private static Effect Through(CallPointer pointer, Invocation invocation)
    {
        var target = invocation.Arguments[0];
        invocation = invocation with { Arguments = invocation.Arguments.RemoveAt(0) };
        return target switch
        {
            { Object: FunctionObject function, Number: 0 } => Through(function.Symbol, invocation),
            { Object: CallbackObject callback, Number: 0 } => callback.Call(invocation),
            _ => throw new ViolationException(
                new Violation(
                    ViolationKind.Assertion,
                    KernelRules.NoWildPointers,
                    $"{invocation.Position.Instruction.Location}: {pointer.Text} is {target} and is called"
                )
            ),
        };
    }

    private static Effect Through(Symbol callee, Invocation invocation)
    {
        var code = invocation.Context.World.Code;
        return code.Primitives.Find(callee.Name) is { Body: not null } primitive
            ? Primitive(callee.Name, primitive, invocation)
            : Text(code.Function(callee), invocation);
    }
}
