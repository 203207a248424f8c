namespace Interleave.Tests.RandomPrograms;

/// <summary>A statement with statements inside.</summary>
internal abstract record Compound(Block Body) : Statement
{
    public sealed record Locked(Block Body) : Compound(Body)
    {
        public override string ToString() => $"lock {Body}";
    }

    public sealed record LockedShared(Block Body) : Compound(Body)
    {
        public override string ToString() => $"lock shared {Body}";
    }

    /// <summary>Runs the body under the lock if the lock is free; the register says whether it was.</summary>
    public sealed record TryLocked(Block Body) : Compound(Body)
    {
        public override string ToString() => $"trylock {Body}";
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

    /// <summary>Runs the body for as long as the cell has another value: a cycle with effects.</summary>
    public sealed record RepeatUntil(int Cell, int Value, Block Body) : Compound(Body)
    {
        public override string ToString() => $"until c{Cell} is {Value} {Body}";
    }
}
