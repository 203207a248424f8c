using Interleave.Memory;

namespace Interleave.Tests.Litmus;

/// <summary>One instruction of a litmus test, its cells and its register by name.</summary>
/// <param name="Kind">What it does; <see cref="OperationKind.Barrier"/> for a barrier.</param>
/// <param name="Target">The cell or the lock; empty for a barrier.</param>
/// <param name="A">The value, the addend, or what is expected.</param>
/// <param name="B">What is written instead of that, or the value that forbids adding.</param>
/// <param name="Order">The ordering.</param>
/// <param name="Register">Where the result goes; empty if nowhere.</param>
/// <param name="Barrier">Which barrier.</param>
internal sealed record Instruction(
    OperationKind Kind,
    string Target = "",
    int A = 0,
    int B = 0,
    MemoryOrder Order = MemoryOrder.Once,
    string Register = "",
    MemoryBarrier Barrier = MemoryBarrier.Full
)
{
    /// <summary>
    /// Reads <c>x=1</c>, <c>r0=x</c>, <c>x+=1</c>, <c>r0=xchg(x,1)</c>, <c>r0=cas(x,0,1)</c>, <c>unless(x,1,0)</c>,
    /// <c>lock(l)</c>, <c>unlock(l)</c>, <c>wait(x,1)</c>, <c>mb</c>, <c>rmb</c>, <c>wmb</c> and <c>mb_after</c>; an
    /// ordering comes after a colon.
    /// </summary>
    public static Instruction Parse(string text)
    {
        var parts = text.Split(':');
        Instruction? barrier = parts[0] switch
        {
            "mb" => new(OperationKind.Barrier, Barrier: MemoryBarrier.Full),
            "rmb" => new(OperationKind.Barrier, Barrier: MemoryBarrier.Read),
            "wmb" => new(OperationKind.Barrier, Barrier: MemoryBarrier.Write),
            "mb_after" => new(OperationKind.Barrier, Barrier: MemoryBarrier.AfterAtomic),
            _ => null,
        };
        return barrier
            ?? (parts[0].Contains('(', StringComparison.Ordinal) ? Call(parts[0]) : Access(parts[0])) with
            {
                Order = parts.Length == 1 ? MemoryOrder.Once : Enum.Parse<MemoryOrder>(parts[1], true),
            };
    }

    /// <summary>Whether it can be taken, or changes anything, where it finds a value.</summary>
    public bool Succeeds(int found) =>
        Kind switch
        {
            OperationKind.CompareExchange or OperationKind.Until => found == A,
            OperationKind.AddUnless => found != B,
            OperationKind.Acquire => found == 0,
            _ => true,
        };

    /// <summary>What it leaves there if it succeeds.</summary>
    public int Written(int found) =>
        Kind switch
        {
            OperationKind.Add or OperationKind.AddUnless => found + A,
            OperationKind.CompareExchange => B,
            OperationKind.Acquire => 1,
            OperationKind.Release => 0,
            _ => A,
        };

    /// <summary>What it returns.</summary>
    public int Result(int found) =>
        Kind switch
        {
            OperationKind.Add => Written(found),
            OperationKind.CompareExchange or OperationKind.AddUnless => Succeeds(found) ? 1 : 0,
            _ => found,
        };

    /// <inheritdoc/>
    public override string ToString() =>
        Kind == OperationKind.Barrier ? $"{Barrier}" : $"{Register}={Kind}({Target},{A},{B}):{Order}";

    private static Instruction Access(string text) =>
        text.Split('=') switch
        {
            [var target, var value] when target.EndsWith('+') => new(OperationKind.Add, target[..^1], Number(value)),
            [var target, var value] when char.IsDigit(value[0]) => new(OperationKind.Store, target, Number(value)),
            [var register, var target] => new(OperationKind.Load, target, Register: register),
            _ => throw new FormatException(text),
        };

    private static Instruction Call(string text)
    {
        var name = text[..text.IndexOf('(', StringComparison.Ordinal)];
        var arguments = text[(name.Length + 1)..^1].Split(',');
        var (register, function) = name.Split('=') is [var first, var second] ? (first, second) : ("", name);
        var (a, b) = (arguments.Length > 1 ? Number(arguments[1]) : 0, arguments.Length > 2 ? Number(arguments[2]) : 0);
        return new Instruction(
            function switch
            {
                "xchg" => OperationKind.Exchange,
                "cas" => OperationKind.CompareExchange,
                "unless" => OperationKind.AddUnless,
                "lock" => OperationKind.Acquire,
                "unlock" => OperationKind.Release,
                "wait" => OperationKind.Until,
                _ => throw new FormatException(text),
            },
            arguments[0],
            a,
            b,
            Register: register
        );
    }

    private static int Number(string text) => int.Parse(text, null);
}
