using Interleave.Memory;

namespace Interleave.Tests.RandomPrograms;

/// <summary>
/// One statement of a random program. Every fiber has one register, which a statement may set and the next may read.
/// Statements are immutable, because suspended routines refer to them.
/// </summary>
internal abstract record Statement
{
    public sealed record Pass : Statement
    {
        public override string ToString() => "pass";
    }

    public sealed record Load(int Cell) : Statement
    {
        public override string ToString() => $"r = c{Cell}";
    }

    /// <summary>A load of which nothing is kept.</summary>
    public sealed record Peek(int Cell) : Statement
    {
        public override string ToString() => $"peek c{Cell}";
    }

    /// <summary>A barrier of the kernel's: no step where memory has that order anyway.</summary>
    public sealed record Fence(MemoryBarrier Barrier) : Statement
    {
        public override string ToString() => $"{Barrier} barrier";
    }

    public sealed record Store(int Cell, int Value) : Statement
    {
        public override string ToString() => $"c{Cell} = {Value}";
    }

    /// <summary>Stores the register plus 1: after a load, an update that can lose another fiber's.</summary>
    public sealed record StoreNext(int Cell) : Statement
    {
        public override string ToString() => $"c{Cell} = (r + 1) & 3";
    }

    public sealed record Add(int Cell, int Delta) : Statement
    {
        public override string ToString() => $"r = c{Cell} += {Delta}";
    }

    public sealed record AddUnless(int Cell, int Delta, int Unless) : Statement
    {
        public override string ToString() => $"r = c{Cell} += {Delta} unless {Unless}";
    }

    public sealed record CompareExchange(int Cell, int Expected, int Desired) : Statement
    {
        public override string ToString() => $"r = c{Cell} {Expected} -> {Desired}";
    }

    public sealed record Exchange(int Cell, int Value) : Statement
    {
        public override string ToString() => $"r = c{Cell} <-> {Value}";
    }

    /// <summary>A packed read-modify-write: doubles modulo 4 and adds.</summary>
    public sealed record Update(int Cell, int Argument) : Statement
    {
        public override string ToString() => $"r = c{Cell} = (2 * c{Cell} + {Argument}) & 3";
    }

    /// <summary>Waits until the cell is not 0; any store of another value wakes it.</summary>
    public sealed record Park(int Cell) : Statement
    {
        public override string ToString() => $"park c{Cell}";
    }

    /// <summary>Waits until the cell has a value.</summary>
    public sealed record Wait(int Cell, int Value) : Statement
    {
        public override string ToString() => $"r = wait c{Cell} is {Value}";
    }

    /// <summary>Waits by reading again and again: a cycle in the state graph.</summary>
    public sealed record Spin(int Cell, int Value) : Statement
    {
        public override string ToString() => $"spin until c{Cell} is {Value}";
    }

    public sealed record Choose(int Ways) : Statement
    {
        public override string ToString() => $"r = choose {Ways}";
    }

    public sealed record Assert(int Cell, int Value) : Statement
    {
        public override string ToString() => $"assert c{Cell} != {Value}";
    }

    public sealed record Throw : Statement
    {
        public override string ToString() => "throw";
    }

    /// <summary>Drops the lock, whether or not the fiber holds it.</summary>
    public sealed record Unlock(int Lock) : Statement
    {
        public override string ToString() => $"unlock {Lock}";
    }

    /// <summary>Waits for all that are in a <see cref="Compound.ReadSection"/> now, as <c>synchronize_rcu</c>
    /// does.</summary>
    public sealed record Synchronize : Statement
    {
        public override string ToString() => "synchronize";
    }

    public sealed record Begin : Statement
    {
        public override string ToString() => "begin";
    }

    public sealed record Free : Statement
    {
        public override string ToString() => "free";
    }

    public sealed record Hold : Statement
    {
        public override string ToString() => "hold";
    }

    public sealed record Drop : Statement
    {
        public override string ToString() => "drop";
    }
}
