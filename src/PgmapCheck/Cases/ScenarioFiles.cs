using System.Collections.Immutable;
using PgmapCheck.Model.Bugs;
using PgmapCheck.Model.Programs;
using PgmapCheck.Properties;

namespace PgmapCheck.Cases;

/// <summary>Scenario files on a command line.</summary>
internal static class ScenarioFiles
{
    private const string Ending = ".scenario";
    private const int LargestFile = 16 << 20;

    /// <summary>True for the name of a scenario file, or of a folder with such files.</summary>
    public static bool IsOne(string name) => name.EndsWith(Ending, StringComparison.Ordinal) || In(name).Length > 0;

    /// <summary>The scenario files that a name stands for: those in and below a folder, in order, or the
    /// file.</summary>
    public static IEnumerable<string> At(string name) => In(name) is { Length: > 0 } files ? files : [name];

    /// <summary>What the files describe, on every kernel that it runs on.</summary>
    /// <param name="names">Files and folders.</param>
    /// <param name="mine">A user's assembly, whose kernels are meant then; null without one.</param>
    /// <exception cref="UsageException">One cannot be read, says something wrong, or two have the same
    /// name.</exception>
    public static Catalogue Read(ImmutableArray<string> names, UserAssembly? mine = null) =>
        Read(names, mine?.Releases ?? [], mine, null);

    /// <summary>What the files describe, on some kernels.</summary>
    /// <param name="names">Files and folders.</param>
    /// <param name="kernels">The kernels.</param>
    /// <param name="hand">The release that their text takes the place of; null for kernels by hand.</param>
    /// <exception cref="UsageException">As of <see cref="Read(ImmutableArray{string}, UserAssembly?)"/>.</exception>
    public static Catalogue ReadOn(
        ImmutableArray<string> names,
        ImmutableArray<Model.Releases.Release> kernels,
        Model.Releases.Release? hand = null
    ) => Read(names, kernels, null, hand);

    private static Catalogue Read(
        ImmutableArray<string> names,
        ImmutableArray<Model.Releases.Release> kernels,
        UserAssembly? mine,
        Model.Releases.Release? hand
    )
    {
        var files = names
            .SelectMany(At)
            .DistinctBy(Path.GetFullPath)
            .Select(path => (Path: path, Read: ReadWithPlaces(path)))
            .ToImmutableArray();
        if (files.GroupBy(file => file.Read.Program.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new UsageException(
                $"two files describe a scenario {twice.Key}: {string.Join(", ", twice.Take(2).Select(file => file.Path))}"
            );
        }

        var byName = files.ToDictionary(file => file.Read.Program.Name);
        return WithFiles(
            Catalogue.OfPrograms(
                [.. files.Select(file => file.Read.Program)],
                (name, mistake) => byName[name].Read.Describe(mistake),
                kernels,
                hand
            ),
            byName.ToDictionary(file => file.Key, file => file.Value.Path),
            mine
        );
    }

    /// <summary>The program of a file.</summary>
    /// <exception cref="UsageException">It cannot be read, or says something wrong.</exception>
    public static RefcountProgram Read(string path) => ReadWithPlaces(path).Program;

    private static (RefcountProgram Program, Func<Mistake, string> Describe) ReadWithPlaces(string path)
    {
        try
        {
            return ScenarioReader.ReadWithPlaces(TextFile.Read(path, LargestFile), path, KernelProperties.Names);
        }
        catch (ScenarioFormatException e)
        {
            throw new UsageException(e.Message, e);
        }
    }

    private static string[] In(string folder)
    {
        try
        {
            return Directory.Exists(folder)
                ?
                [
                    .. Directory
                        .GetFiles(folder, "*" + Ending, SearchOption.AllDirectories)
                        .Order(StringComparer.Ordinal),
                ]
                : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    // Who is to see a case again has to name its file.
    private static Catalogue WithFiles(Catalogue catalogue, Dictionary<string, string> files, UserAssembly? mine)
    {
        return catalogue with
        {
            Kernels = [.. catalogue.Kernels.Select(Of)],
            Others = [.. catalogue.Others.Select(Of)],
            Code = mine is null ? [] : [mine.Module],
        };

        KernelEntry Of(KernelEntry kernel) =>
            kernel with
            {
                Cases = [.. kernel.Cases.Select(Named)],
                Fixed = kernel.Fixed is { } repaired ? Of(repaired) : null,
                Base = mine?.Releases.FirstOrDefault(release => release.Name == kernel.Name) is { } release
                    ? Ancestry.Of(release).Name
                    : null,
            };

        Case Named(Case one) =>
            one with
            {
                File = files[one.Scenario],
                Assembly = mine?.Path,
                ReplayOptions = mine is null ? [] : ["--assembly", mine.Path],
            };
    }
}
