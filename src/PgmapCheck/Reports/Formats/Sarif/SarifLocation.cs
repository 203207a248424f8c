using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Reports.Races;

namespace PgmapCheck.Reports.Formats.Sarif;

/// <summary>Where something is: a kernel function, and its line in the kernel tree or, where that is not read, the line
/// of the trace file.</summary>
internal static class SarifLocation
{
    /// <summary>What paths within a kernel tree are relative to.</summary>
    private const string KernelTree = "KERNELTREE";

    private const int LinesBeforeSteps = 6; // in a trace file

    /// <summary>Where a race is decided or ends.</summary>
    public static JsonObject Of(Race race)
    {
        var decided = race.Decided is { Step: > 0 } point ? point.Step : race.Trace.Steps.Length;
        return Of(race, decided, decided == 0 ? [] : race.Trace.Steps[decided - 1].Stack);
    }

    /// <summary>A step, or with the number 0 the whole trace.</summary>
    public static JsonObject Of(Race race, int step, ImmutableArray<RoutineCall> stack)
    {
        var location = new JsonObject();
        if (stack.LastOrDefault(call => call.Place is not null)?.Place is { } place)
        {
            var colon = place.LastIndexOf(':');
            var file = string.Join('/', place[..colon].Split('/').Select(Uri.EscapeDataString));
            location["physicalLocation"] = new JsonObject
            {
                ["artifactLocation"] = new JsonObject { ["uri"] = file, ["uriBaseId"] = KernelTree },
                ["region"] = new JsonObject { ["startLine"] = int.Parse(place[(colon + 1)..], null) },
            };
        }
        else if (race.TracePath is { } path)
        {
            location["physicalLocation"] = new JsonObject
            {
                ["artifactLocation"] = new JsonObject { ["uri"] = UriOf(path) },
                ["region"] = new JsonObject { ["startLine"] = step == 0 ? 1 : LinesBeforeSteps + step },
            };
        }

        if (stack.LastOrDefault(call => call.Name is not null) is { } function)
        {
            location["logicalLocations"] = new JsonArray(FunctionOf(function, race.Kernel));
        }

        return location;
    }

    private static JsonObject FunctionOf(RoutineCall call, string kernel)
    {
        var function = new JsonObject { ["name"] = call.Name, ["kind"] = "function" };
        if (KernelNames.Of(call.Method, kernel) is { } source)
        {
            function["fullyQualifiedName"] = $"{source.File}:{call.Name}";
            function["properties"] = new JsonObject { ["kernel"] = kernel };
        }
        else if (call.Place is { } place)
        {
            function["fullyQualifiedName"] = $"{place[..place.LastIndexOf(':')]}:{call.Name}";
        }

        return function;
    }

    // Relative where it can be, so that it can be found in another copy of the repository.
    private static string UriOf(string path)
    {
        var relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), path);
        var isInside = !Path.IsPathRooted(relative) && relative.Split(Path.DirectorySeparatorChar)[0] != "..";
        var parts = (isInside ? relative : Path.GetFullPath(path)).Split(Path.DirectorySeparatorChar);
        return (isInside ? "" : "file://") + string.Join('/', parts.Select(Uri.EscapeDataString));
    }
}
