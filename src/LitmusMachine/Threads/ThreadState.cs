using System.Collections.Immutable;
using Interleave.Routines;

namespace LitmusMachine.Threads;

/// <summary>How far a thread is: its next instruction, what its registers hold, and what waits.</summary>
internal sealed record ThreadState : IImmutable
{
    /// <summary>The next instruction.</summary>
    public int At { get; init; }

    /// <summary>What its registers hold; what nobody will read is 0.</summary>
    public ImmutableArray<int> Registers { get; init; } = [];

    /// <summary>For each register the waiting instructions that its value is made of, as bits by their slots.</summary>
    public ImmutableArray<int> Sources { get; init; } = [];

    /// <summary>For each branch that is open those that it was decided by.</summary>
    public ImmutableArray<int> Control { get; init; } = [];

    /// <summary>What waits, the earliest first.</summary>
    public ImmutableArray<WaitingStep> Waiting { get; init; } = [];

    /// <summary>How many sections of RCU it is in.</summary>
    public int Sections { get; init; }

    /// <summary>What the outermost of them is to be left with.</summary>
    public int Phase { get; init; }

    /// <summary>What decided that the next instruction is reached, of what waits.</summary>
    public int Decided => Control.Aggregate(0, static (all, sources) => all | sources);

    /// <inheritdoc/>
    public bool Equals(ThreadState? other) =>
        other is not null
        && (At, Sections, Phase) == (other.At, other.Sections, other.Phase)
        && Registers.SequenceEqual(other.Registers)
        && Sources.SequenceEqual(other.Sources)
        && Control.SequenceEqual(other.Control)
        && Waiting.SequenceEqual(other.Waiting);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(At);
        hash.Add(Waiting.Length);
        foreach (var value in Registers)
        {
            hash.Add(value);
        }

        return hash.ToHashCode();
    }

    /// <summary>Gives a register a value; no register if its number is negative.</summary>
    public ThreadState With(int register, int value, int sources) =>
        register < 0
            ? this
            : this with
            {
                Registers = Registers.SetItem(register, value),
                Sources = Sources.SetItem(register, sources),
            };

    /// <summary>What comes now is decided by these, until the branch of this depth ends.</summary>
    public ThreadState Depend(int depth, int sources)
    {
        var control = EndBranches(depth + 1).Control.ToBuilder();
        while (control.Count <= depth)
        {
            control.Add(0);
        }

        control[depth] |= sources;
        return this with { Control = control.ToImmutable() };
    }

    /// <summary>All but the outermost branches have ended.</summary>
    public ThreadState EndBranches(int depth) =>
        Control.Length > depth ? this with { Control = Control.RemoveRange(depth, Control.Length - depth) } : this;

    /// <summary>Lets an instruction wait.</summary>
    public ThreadState Append(WaitingStep step) => this with { Waiting = Waiting.Add(step) };

    /// <summary>An instruction that waited is done: nothing waits for it any more.</summary>
    public ThreadState Remove(int slot)
    {
        var others = ~(1 << slot);
        return this with
        {
            Sources = [.. Sources.Select(sources => sources & others)],
            Control = [.. Control.Select(sources => sources & others)],
            Waiting =
            [
                .. Waiting
                    .Where(step => step.Slot != slot)
                    .Select(step =>
                        step with
                        {
                            Behind = step.Behind & others,
                            Step = step.Step with { Needs = step.Step.Needs & others },
                        }
                    ),
            ],
        };
    }

    /// <summary>Memory was changed by an instruction after all those that wait, or after those before one of
    /// them.</summary>
    /// <param name="slot">The one; -1 for all.</param>
    public ThreadState Pass(int slot)
    {
        var until = slot < 0 ? Waiting.Length : Waiting.Select(step => step.Slot).ToList().IndexOf(slot);
        return this with
        {
            Waiting = [.. Waiting.Select((step, i) => i < until ? step with { IsPassed = true } : step)],
        };
    }

    /// <summary>A number that nothing that waits has; -1 if there is none left.</summary>
    public int FreeSlot(int slots)
    {
        for (var slot = 0; slot < slots; slot++)
        {
            if (Waiting.All(step => step.Slot != slot))
            {
                return slot;
            }
        }

        return -1;
    }
}
