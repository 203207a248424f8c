using Interleave.Memory;
using Interleave.Routines;

namespace Interleave.Mutation;

/// <summary>One change of one step or call of a program's code: a mutant, to see whether the properties notice
/// it.</summary>
/// <param name="Site">Which step; for <see cref="StepOperator.NoLock"/> all of a lock.</param>
/// <param name="Operator">How it is changed.</param>
internal sealed record StepMutation(StepSite Site, StepOperator Operator)
{
    private static readonly Update s_never = static (int value, int _, out int result) =>
    {
        result = 0;
        return value;
    };

    private static readonly Update s_pretend = static (int value, int _, out int result) =>
    {
        result = 1;
        return value;
    };

    private static readonly Update s_always = static (int _, int argument, out int result) =>
    {
        result = 1;
        return argument;
    };

    private static readonly Update s_readMore = static (int value, int _, out int result) =>
    {
        result = value + 1;
        return value;
    };

    /// <summary>The operators that make sense for a step.</summary>
    public static IReadOnlyList<StepOperator> OperatorsFor(StepSite site) =>
        site.Kind switch
        {
            _ when site.IsSection => [StepOperator.NoSection],
            OperationKind.Store => [StepOperator.Drop, StepOperator.OneMore],
            OperationKind.Add => [StepOperator.Drop, StepOperator.Twice],
            OperationKind.AddUnless or OperationKind.CompareExchange =>
            [
                StepOperator.Always,
                StepOperator.Never,
                StepOperator.Pretend,
            ],
            OperationKind.Exchange or OperationKind.Begin or OperationKind.Free or OperationKind.Update =>
            [
                StepOperator.Drop,
            ],
            OperationKind.Load => [StepOperator.ReadZero, StepOperator.OneMore],
            OperationKind.Until => [StepOperator.NoWait],
            OperationKind.Acquire => [StepOperator.NoLock],
            _ => [],
        };

    /// <inheritdoc/>
    public override string ToString() => $"{Site} {Operator}";

    internal Operation Apply(in Operation operation) =>
        (operation.Kind, Operator) switch
        {
            (OperationKind.Store or OperationKind.Begin or OperationKind.Free, StepOperator.Drop) => new Operation(
                OperationKind.Pass,
                -1,
                Label: "(dropped)"
            ),
            (OperationKind.Store, StepOperator.OneMore) => operation with { A = operation.A + 1 },
            (OperationKind.Add, StepOperator.Drop) => operation with { A = 0 },
            (OperationKind.Add, StepOperator.Twice) => operation with { A = 2 * operation.A },
            (OperationKind.AddUnless, StepOperator.Always) => operation with { B = int.MinValue },
            (OperationKind.CompareExchange, StepOperator.Always) => Change(operation, s_always, operation.B),
            (OperationKind.AddUnless or OperationKind.CompareExchange, StepOperator.Never) => Change(
                operation,
                s_never,
                0
            ),
            (OperationKind.AddUnless or OperationKind.CompareExchange, StepOperator.Pretend) => Change(
                operation,
                s_pretend,
                0
            ),
            (OperationKind.Exchange, StepOperator.Drop) => operation with { Kind = OperationKind.Load },
            (OperationKind.Update, StepOperator.Drop) => Change(operation, s_never, 0),
            (OperationKind.Load, StepOperator.ReadZero) => Change(operation, s_never, 0),
            (OperationKind.Load, StepOperator.OneMore) => Change(operation, s_readMore, 0),
            (OperationKind.Until, StepOperator.NoWait) => operation with { Kind = OperationKind.Load, Function = null },
            (OperationKind.TryAcquire, StepOperator.NoLock) => Change(operation, s_pretend, 0),
            (_, StepOperator.NoSection) => new Operation(OperationKind.Pass, -1, Label: "(no section)"),
            (_, StepOperator.NoLock) => new Operation(OperationKind.Pass, -1, Label: "(no lock)"),
            _ => operation,
        };

    private static Operation Change(in Operation operation, Update update, int argument) =>
        operation with
        {
            Kind = OperationKind.Update,
            Function = update,
            A = argument,
            B = 0,
        };
}
