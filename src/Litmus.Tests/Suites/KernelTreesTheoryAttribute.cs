namespace Litmus.Tests.Suites;

/// <summary>A test that is skipped, and says so, where the variable KERNEL_TREES names no folder with the trees
/// linux-6.1 and linux-6.12 that have litmus tests.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class KernelTreesTheoryAttribute : TheoryAttribute
{
    public KernelTreesTheoryAttribute() => Skip = KernelTests.WhyMissing;
}
