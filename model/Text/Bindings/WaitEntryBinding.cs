using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Objects;

namespace PgmapCheck.Model.Text.Bindings;

/// <summary>
/// <c>struct wait_bit_queue_entry</c>: a task's entry in wait queues. It is on the task's stack, and a task is in one function that has
/// one, so that the model keeps it with the task.
/// </summary>
internal static class WaitEntryBinding
{
    private static readonly StructBinding s_binding = StructBinding.Of<TaskStruct>("struct wait_bit_queue_entry");

    /// <summary>The entry's object.</summary>
    public static BoundObject Of(TextContext context, TaskStruct task) =>
        context.World.Object(s_binding, task, $"wait entry of {task.Name}");
}
