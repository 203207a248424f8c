using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Bindings;

/// <summary><c>struct task_struct</c>.</summary>
internal static class TaskBinding
{
    private static readonly StructBinding s_binding = StructBinding.Of<TaskStruct>(
        "struct task_struct",
        ("__state", static (_, task) => new CellField(task.State)),
        ("state", static (_, task) => new CellField(task.State))
    );

    /// <summary>The running thread.</summary>
    /// <exception cref="MeaninglessException">It cannot sleep, so that the model has no task for it.</exception>
    public static BoundObject Of(TextContext context) =>
        context.Task is { } task
            ? context.World.Object(s_binding, task, task.Name)
            : throw new MeaninglessException("this thread of the scenario has no task");
}
