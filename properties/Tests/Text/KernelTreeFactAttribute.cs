namespace PgmapCheck.Properties.Tests.Text;

/// <summary>A test on whole kernel trees, which are not part of the project: skipped, visibly, where there are
/// none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class KernelTreeFactAttribute : FactAttribute
{
    public KernelTreeFactAttribute() => Skip = KernelTrees.WhyMissing;
}

/// <inheritdoc cref="KernelTreeFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class KernelTreeTheoryAttribute : TheoryAttribute
{
    public KernelTreeTheoryAttribute() => Skip = KernelTrees.WhyMissing;
}

/// <summary>Where the trees are: <c>KERNEL_TREES</c> names a folder with <c>linux-6.1</c> and
/// <c>linux-6.12</c>.</summary>
internal static class KernelTrees
{
    private static readonly string? s_folder = Environment.GetEnvironmentVariable("KERNEL_TREES");

    public static string? WhyMissing =>
        s_folder is not null && Directory.Exists(Path.Combine(s_folder, "linux-6.1"))
            ? null
            : "KERNEL_TREES names no folder with linux-6.1 and linux-6.12 (.ci/run unpacks them)";

    public static string Folder(string tree) => Path.Combine(s_folder!, tree);
}
