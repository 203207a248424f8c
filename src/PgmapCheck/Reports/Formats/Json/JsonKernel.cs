using PgmapCheck.Cases;

namespace PgmapCheck.Reports.Formats.Json;

/// <summary>A kernel, a column of a history.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Title">One line about it.</param>
/// <param name="IsRelease">True for a release as it was; false if it is changed, or configured in an unusual
/// way.</param>
internal sealed record JsonKernel(string Name, string Title, bool IsRelease)
{
    public static JsonKernel Of(KernelEntry kernel) => new(kernel.Name, kernel.Title, kernel.IsRelease);
}
