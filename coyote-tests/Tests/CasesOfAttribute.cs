using System.Reflection;
using PgmapCheck.Model.Releases;
using PgmapCheck.Properties;
using Xunit.Sdk;

namespace PgmapCheck.Coyote.Tests;

/// <summary>The names of all cases of one release, for a theory.</summary>
/// <param name="release">The name of the release.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CasesOfAttribute(string release) : DataAttribute
{
    /// <summary>The name of the release.</summary>
    public string Release => release;

    /// <inheritdoc/>
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        Case.Of(KnownReleases.All.Where(known => known.Name == release))
            .Select(subject => new object[] { subject.Name });
}
