using KernelText.Types;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Objects;

namespace PgmapCheck.Model.Text.Bindings;

/// <summary>Locals that other threads get to see, and that the model has an object for.</summary>
internal static class Locals
{
    /// <summary>The object of a local of a type; null for one that only the thread itself uses.</summary>
    public static MemoryObject? Find(TextContext context, CType type) =>
        type is RecordType { Name: "struct wait_bit_queue_entry" } && context.Task is { } task
            ? WaitEntryBinding.Of(context, task)
            : null;
}
