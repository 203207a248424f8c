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
        ("state", static (_, task) => new CellField(task.State)),
        ("flags", static (_, task) => new ConstantField($"{task.Name}->flags", default))
    );

    /// <summary>The running thread.</summary>
    /// <exception cref="MeaninglessException">It cannot sleep, so that the model has no task for it.</exception>
    public static BoundObject Of(TextContext context) =>
        context.Task is { } task
            ? Of(context.World, task)
            : throw new MeaninglessException("this thread of the scenario has no task");

    /// <summary>A thread that can sleep.</summary>
    public static BoundObject Of(TextWorld world, TaskStruct task) => world.Object(s_binding, task, task.Name);
}
