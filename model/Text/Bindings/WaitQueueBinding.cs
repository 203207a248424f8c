using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Objects;

namespace PgmapCheck.Model.Text.Bindings;

/// <summary><c>struct wait_queue_head</c>.</summary>
internal static class WaitQueueBinding
{
    private static readonly StructBinding s_binding = StructBinding.Of<WaitQueueHead>("struct wait_queue_head");

    /// <summary>The queue's object.</summary>
    public static BoundObject Of(TextContext context, WaitQueueHead queue) =>
        context.World.Object(s_binding, queue, queue.List.Name);
}
