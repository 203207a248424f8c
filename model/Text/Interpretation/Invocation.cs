using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Routines;
using Interleave.Violations;
using KernelText.Flow;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Interpretation;

/// <summary>An instruction that is about to have its effect.</summary>
/// <param name="Position">Where.</param>
/// <param name="Context">What it can reach.</param>
/// <param name="Arguments">The values of its operands; of a call through a pointer, without that.</param>
/// <param name="Memory">The thread's own.</param>
internal readonly record struct Invocation(
    Position Position,
    TextContext Context,
    ImmutableArray<Value> Arguments,
    ThreadMemory Memory
)
{
    /// <summary>An argument.</summary>
    public Value this[int argument] =>
        argument < Arguments.Length
            ? Arguments[argument]
            : throw new MeaninglessException($"argument {argument + 1} is missing");

    /// <summary>The call, of a call by name.</summary>
    public Call Call => (Call)Position.Instruction;

    /// <summary>What it brings in decides what is accessed next.</summary>
    public bool IsFollowed => Position.Function.IsFollowed(Position.Index);

    /// <summary>The kernel, as the model has it.</summary>
    public Linux Linux => Context.Linux;

    /// <summary>An argument that must be a number that fits into an int.</summary>
    /// <exception cref="MeaninglessException">It is not.</exception>
    public int Int(int argument) =>
        this[argument] is { IsAddress: false, Number: >= int.MinValue and <= int.MaxValue } value
            ? (int)value.Number
            : throw new MeaninglessException($"argument {argument + 1} is {this[argument]}");

    /// <summary>The word at an address.</summary>
    /// <exception cref="ViolationException">There is nothing: the kernel would oops.</exception>
    /// <exception cref="MeaninglessException">The object has no such word.</exception>
    public Field FieldAt(Value address, int bytes) =>
        Context.World.Generic.AccessedBy(UnnotedFieldAt(address, bytes), this);

    /// <summary>The same where nobody asks whether the access races with another.</summary>
    /// <exception cref="ViolationException">There is nothing: the kernel would oops.</exception>
    /// <exception cref="MeaninglessException">The object has no such word.</exception>
    public Field UnnotedFieldAt(Value address, int bytes) =>
        address.Object is { } target ? target.FieldAt(Context, address.Number, bytes) : throw Wild(address);

    /// <summary>
    /// One load; no step where nobody writes the word, and the thread has just found its object alive, or sets it up or
    /// tears it down.
    /// </summary>
    public Effect Load(Field field, MemoryOrder order) =>
        field.Constant is { } value && IsThere(field.Lifetime) ? Return(value)
        : Memory.IsSettled && Position.Name == "__ref_is_percpu" && field.Settled is { } flags ? Return(flags)
        : Effect.Load(field.Load(order, IsFollowed), field.Lifetime);

    private bool IsThere(Lifetime? lifetime) =>
        lifetime is null || Memory.HasSeen(lifetime) || lifetime == Context.Subject?.Pgmap.Memory;

    /// <summary>The violation of a number that is followed as if it were an address.</summary>
    public ViolationException Wild(Value address) =>
        new(
            new Violation(
                ViolationKind.Assertion,
                KernelRules.NoWildPointers,
                $"{Position.Instruction.Location}: {Named(address)} is followed"
            )
        );

    /// <summary>The violation of sleeping where a thread must not.</summary>
    public ViolationException SleepsInAtomic(string what) =>
        new(
            new Violation(
                ViolationKind.Assertion,
                KernelRules.NoSleepInAtomic,
                $"{Position.Instruction.Location}: {what} may sleep, and the thread {Memory.WhyAtomic}"
            )
        );

    /// <summary>The model object that an argument is the address of.</summary>
    /// <exception cref="MeaninglessException">It is the address of something else.</exception>
    public T Subject<T>(int argument)
        where T : class =>
        this[argument].Object is BoundObject { Subject: T subject }
            ? subject
            : throw new MeaninglessException($"argument {argument + 1} is {this[argument]}, and no {typeof(T).Name}");

    /// <summary>No effect but a value.</summary>
    public Effect Return(Value value) => Effect.Of(value, Memory);

    private static string Named(Value address) =>
        address.Number switch
        {
            >= 0 and < 4096 => "NULL",
            < 0 and >= -4095 => $"the error {address.Number}",
            _ => $"the number {address.Number}",
        };
}
