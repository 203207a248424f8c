using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text.Bindings;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Interpretation;

/// <summary>What properties have to know of the entry into a function. It changes ghost state alone: the text runs as
/// it is.</summary>
internal static class GhostNotes
{
    /// <summary>What is noted when a function is entered; null for nothing.</summary>
    public static Action<TextContext, ReadOnlySpan<Value>>? Find(string function) =>
        function switch
        {
            "wake_up_var" => static (context, arguments) => NoteIdle(context, arguments[0]),
            _ => null,
        };

    // Who waits for a page is told that it became idle.
    private static void NoteIdle(TextContext context, Value var)
    {
        if (var.Object is BoundObject { Subject: Page page } && PageBinding.IsWaitedFor(context.World, page, var))
        {
            page.NotePageFree();
        }
    }
}
