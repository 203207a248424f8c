namespace Interleave.Tests.RandomPrograms;

/// <summary>A statement with statements inside.</summary>
internal abstract record Compound(Block Body) : Statement
{
    public sealed record Locked(int Lock, Block Body) : Compound(Body)
    {
        public override string ToString() => $"lock {Lock} {Body}";
    }

    public sealed record LockedShared(int Lock, Block Body) : Compound(Body)
    {
        public override string ToString() => $"lock {Lock} shared {Body}";
    }

    /// <summary>Runs the body under the lock if the lock is free; the register says whether it was.</summary>
    public sealed record TryLocked(int Lock, Block Body) : Compound(Body)
    {
        public override string ToString() => $"r = trylock {Lock} {Body}";
    }

    public sealed record Loop(int Times, Block Body) : Compound(Body)
    {
        public override string ToString() => $"{Times} times {Body}";
    }

    public sealed record IfOdd(Block Body) : Compound(Body)
    {
        public override string ToString() => $"if r is odd {Body}";
    }

    /// <summary>A routine of its own, with a register of its own.</summary>
    public sealed record Call(Block Body) : Compound(Body)
    {
        public override string ToString() => $"r = call {Body}";
    }

    /// <summary>Runs the body in a routine that properties can ask for.</summary>
    public sealed record Inside(Block Body) : Compound(Body)
    {
        public override string ToString() => $"inside {Body}";
    }

    /// <summary>Holds the token while the body runs, without a step of its own.</summary>
    public sealed record Holding(Block Body) : Compound(Body)
    {
        public override string ToString() => $"holding {Body}";
    }

    /// <summary>Calls the body without a result, and does something more as part of its last step.</summary>
    public sealed record CallThen(Block Body, After After) : Compound(Body)
    {
        public override string ToString() => $"call {Body} then {After}";
    }

    /// <summary>A section that <see cref="Statement.Synchronize"/> waits for.</summary>
    public sealed record ReadSection(Block Body) : Compound(Body)
    {
        public override string ToString() => $"read section {Body}";
    }

    /// <summary>Runs the body for as long as the cell has another value: a cycle with effects.</summary>
    public sealed record RepeatUntil(int Cell, int Value, Block Body) : Compound(Body)
    {
        public override string ToString() => $"until c{Cell} is {Value} {Body}";
    }
}
