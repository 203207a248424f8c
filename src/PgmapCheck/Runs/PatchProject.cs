using System.Reflection;
using System.Text.RegularExpressions;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Runs;

/// <summary>
/// A C# project with a kernel in which one part is derived from the one that the release has: it builds and proves what
/// the release proves, until somebody changes it.
/// </summary>
internal sealed partial class PatchProject
{
    private readonly Release _release;
    private readonly PropertyInfo _part;

    private PatchProject(string name, Release release, PropertyInfo part) =>
        (Name, _release, _part) = (name, release, part);

    /// <summary>What the change is called.</summary>
    public string Name { get; }

    /// <summary>The project of a change.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="from">The release.</param>
    /// <param name="part">The part, by its name in <see cref="Release"/>.</param>
    /// <exception cref="UsageException">A name is none.</exception>
    public static PatchProject Of(string name, string from, string part)
    {
        if (!ProjectName().IsMatch(name))
        {
            throw new UsageException($"expected letters, digits and '-' as the name of a change, found '{name}'");
        }

        var release =
            KnownReleases.All.FirstOrDefault(one => Is(one.Name, from))
            ?? throw new UsageException(
                $"--from: no kernel is called '{from}'; there are: {string.Join(", ", KnownReleases.All.Select(r => r.Name))}"
            );
        var parts = typeof(Release)
            .GetProperties()
            .Where(one => one.CanWrite && PatchSource.IsForm(one.PropertyType))
            .ToArray();
        var chosen =
            parts.FirstOrDefault(one => Is(one.Name, part))
            ?? throw new UsageException(
                $"--replaces: no part is called '{part}'; there are: {string.Join(", ", parts.Select(p => p.Name))}"
            );
        return chosen.GetValue(release) is null
            ? throw new UsageException($"--replaces: {release.Name} has no {chosen.Name}")
            : new PatchProject(name, release, chosen);
    }

    /// <summary>Writes the project, where there is none.</summary>
    /// <exception cref="UsageException">There is something, or it cannot be written.</exception>
    public ExitCode WriteTo(string folder, Terminal terminal)
    {
        var source = new PatchSource(Name, _release, _part);
        var files = new (string Name, string Text)[]
        {
            ($"{source.Class}.csproj", Project),
            ($"{source.Class}.cs", source.Text),
        };
        try
        {
            if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            {
                throw new UsageException($"{folder}: expected no such folder, or an empty one");
            }

            Directory.CreateDirectory(folder);
            foreach (var (name, text) in files)
            {
                File.WriteAllText(Path.Combine(folder, name), text);
                terminal.Out.WriteLine($"wrote {Path.Combine(folder, name)}");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"cannot write '{folder}' ({e.Message.TrimEnd('.')})", e);
        }

        var at = ShellWord.Of(folder);
        terminal.Out.WriteLine("next:");
        terminal.Out.WriteLine($"  dotnet build {at} -c Release");
        terminal.Out.WriteLine($"  {terminal.Command} check --assembly {at}/bin/{source.Class}.dll");
        return ExitCode.Held;
    }

    // What it is compiled against is beside the program that wrote it, whether that was built or installed.
    private static string Project =>
        $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <!-- Of debug builds the engine cannot copy routines. -->
                <Optimize>true</Optimize>
                <!-- Whatever a folder above wants. -->
                <GenerateDocumentationFile>false</GenerateDocumentationFile>
                <OutputPath>bin/</OutputPath>
                <AppendTargetFrameworkToOutputPath>false</AppendTargetFrameworkToOutputPath>
                <!-- Where {Tool.Name} is: after an update of it, the folder of the new one. -->
                <PgmapCheckFolder Condition="'$(PgmapCheckFolder)' == ''">{System.Security.SecurityElement.Escape(
                AppContext.BaseDirectory
            )}</PgmapCheckFolder>
              </PropertyGroup>
              <ItemGroup>
                <Using Remove="System.Threading;System.Threading.Tasks;System.Net.Http" />
                <Reference Include="$(PgmapCheckFolder)Interleave.dll;$(PgmapCheckFolder)PgmapCheck.Model.dll" Private="false" />
              </ItemGroup>
            </Project>

            """;

    private static bool Is(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9-]{0,59}$")]
    private static partial Regex ProjectName();
}
