using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Objects;

/// <summary>A function of a driver that only the model has: what a pointer in an ops table leads to.</summary>
/// <param name="name">What the kernel calls the pointer, such as <c>page_free</c>.</param>
/// <param name="body">What it does.</param>
internal sealed class CallbackObject(string name, Func<Invocation, Effect> body) : MemoryObject
{
    /// <inheritdoc/>
    public override string Name => name;

    /// <summary>Calls it.</summary>
    public Effect Call(Invocation invocation) => body(invocation);

    /// <inheritdoc/>
    public override Field FieldAt(TextContext context, long offset, int bytes) =>
        throw new MeaninglessException($"an access to the code of {Name}");
}
