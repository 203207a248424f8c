using System.Collections.Immutable;
using PgmapCheck.Model.Programs;
using PgmapCheck.Properties;

namespace PgmapCheck.Cases;

/// <summary>Scenario files on a command line.</summary>
internal static class ScenarioFiles
{
    /// <summary>True for the name of a scenario file.</summary>
    public static bool IsOne(string name) => name.EndsWith(".scenario", StringComparison.Ordinal);

    /// <summary>What the files describe, on every kernel that it runs on.</summary>
    /// <exception cref="UsageException">One cannot be read, says something wrong, or two have the same
    /// name.</exception>
    public static Catalogue Read(ImmutableArray<string> paths)
    {
        ImmutableArray<RefcountProgram> programs = [.. paths.Select(Read)];
        return programs.GroupBy(program => program.Name).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new UsageException($"two files describe a scenario {twice.Key}")
            : WithFiles(
                Catalogue.OfPrograms(programs),
                programs.Zip(paths).ToDictionary(one => one.First.Name, one => one.Second)
            );
    }

    // Who is to see a case again has to name its file.
    private static Catalogue WithFiles(Catalogue catalogue, Dictionary<string, string> files)
    {
        return catalogue with { Kernels = [.. catalogue.Kernels.Select(Of)] };

        KernelEntry Of(KernelEntry kernel) =>
            kernel with
            {
                Cases = [.. kernel.Cases.Select(one => one with { File = files[one.Scenario] })],
                Fixed = kernel.Fixed is { } repaired ? Of(repaired) : null,
            };
    }

    /// <summary>The program of a file.</summary>
    /// <exception cref="UsageException">It cannot be read, or says something wrong.</exception>
    public static RefcountProgram Read(string path)
    {
        try
        {
            return ScenarioReader.Read(File.ReadAllText(path), path, KernelProperties.Names);
        }
        catch (ScenarioFormatException e)
        {
            throw new UsageException(e.Message, e);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UsageException($"{path}: there is no such file", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path}: {e.Message}", e);
        }
    }
}
