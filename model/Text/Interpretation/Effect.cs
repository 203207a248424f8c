using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Interpretation;

/// <summary>
/// What an instruction does that is not calculation: at once, by steps that give a value, or by steps that also change
/// the thread's own memory.
/// </summary>
internal readonly struct Effect
{
    /// <summary>It is done already.</summary>
    public Outcome? Now { get; private init; }

    /// <summary>To be awaited if it is neither done nor <see cref="IsCall"/>.</summary>
    public Routine<Value> Steps { get; private init; }

    /// <summary>To be awaited if <see cref="IsCall"/>.</summary>
    public Routine<Outcome> Call { get; private init; }

    /// <summary>It returns the thread's own memory as well.</summary>
    public bool IsCall { get; private init; }

    /// <summary>It is done, or came to its end without a step.</summary>
    public bool IsOver => Now is not null || (IsCall ? Call.GetAwaiter().IsCompleted : Steps.GetAwaiter().IsCompleted);

    /// <summary>All that others see of it is nothing: it is one load.</summary>
    public bool IsLoad { get; private init; }

    /// <summary>What a load has found alive; null for what is never freed.</summary>
    public Lifetime? Seen { get; private init; }

    /// <summary>The store kills a reference.</summary>
    public bool Settles { get; private init; }

    /// <summary>Done, without a step.</summary>
    public static Effect Of(Value value, ThreadMemory memory) => new() { Now = new Outcome(value, memory) };

    /// <summary>One load, of a part of something that can be freed, or of what cannot.</summary>
    public static Effect Load(Routine<Value> load, Lifetime? of) =>
        new()
        {
            Steps = load,
            IsLoad = true,
            Seen = of,
        };

    /// <summary>One store.</summary>
    public static Effect Store(Field field, Value value, MemoryOrder order) =>
        new() { Steps = field.Store(value, order), Settles = field.Settles(value) };

    /// <summary>Steps that do not touch the thread's own memory.</summary>
    public static implicit operator Effect(Routine<Value> steps) => new() { Steps = steps };

    /// <summary>Steps that may.</summary>
    public static implicit operator Effect(Routine<Outcome> call) => new() { Call = call, IsCall = true };
}
