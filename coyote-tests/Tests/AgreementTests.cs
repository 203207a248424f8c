using PgmapCheck.Model.Releases;

namespace PgmapCheck.Coyote.Tests;

/// <summary>
/// Coyote as a witness, case by case: what it reports, the search of the same case finds. A class for each release, as
/// tests of different classes run at the same time.
/// </summary>
public sealed class AgreementTests
{
    [Fact]
    public void Every_release_has_its_class() =>
        Assert.Equal(
            KnownReleases.All.Select(release => release.Name).Order(StringComparer.Ordinal),
            typeof(AgreementTests)
                .Assembly.GetTypes()
                .SelectMany(type => type.GetMethods())
                .SelectMany(method => method.GetCustomAttributes(typeof(CasesOfAttribute), false))
                .Select(attribute => ((CasesOfAttribute)attribute).Release)
                .Order(StringComparer.Ordinal)
        );

    public sealed class In4_14
    {
        [Theory]
        [CasesOf("v4.14")]
        public void What_Coyote_reports_the_search_finds(string name) => Agreement.Check(name);
    }

    public sealed class In4_18
    {
        [Theory]
        [CasesOf("v4.18")]
        public void What_Coyote_reports_the_search_finds(string name) => Agreement.Check(name);
    }

    public sealed class In5_0
    {
        [Theory]
        [CasesOf("v5.0")]
        public void What_Coyote_reports_the_search_finds(string name) => Agreement.Check(name);
    }

    public sealed class In5_2
    {
        [Theory]
        [CasesOf("v5.2")]
        public void What_Coyote_reports_the_search_finds(string name) => Agreement.Check(name);
    }

    public sealed class In5_3
    {
        [Theory]
        [CasesOf("v5.3")]
        public void What_Coyote_reports_the_search_finds(string name) => Agreement.Check(name);
    }

    public sealed class In5_7
    {
        [Theory]
        [CasesOf("v5.7")]
        public void What_Coyote_reports_the_search_finds(string name) => Agreement.Check(name);
    }

    public sealed class In5_10
    {
        [Theory]
        [CasesOf("v5.10")]
        public void What_Coyote_reports_the_search_finds(string name) => Agreement.Check(name);
    }

    public sealed class In5_18
    {
        [Theory]
        [CasesOf("v5.18")]
        public void What_Coyote_reports_the_search_finds(string name) => Agreement.Check(name);
    }

    public sealed class In5_19
    {
        [Theory]
        [CasesOf("v5.19")]
        public void What_Coyote_reports_the_search_finds(string name) => Agreement.Check(name);
    }

    public sealed class In6_1
    {
        [Theory]
        [CasesOf("v6.1")]
        public void What_Coyote_reports_the_search_finds(string name) => Agreement.Check(name);
    }

    public sealed class In6_15
    {
        [Theory]
        [CasesOf("v6.15")]
        public void What_Coyote_reports_the_search_finds(string name) => Agreement.Check(name);
    }

    public sealed class In6_17
    {
        [Theory]
        [CasesOf("v6.17")]
        public void What_Coyote_reports_the_search_finds(string name) => Agreement.Check(name);
    }

    public sealed class In6_12
    {
        [Theory]
        [CasesOf("v6.12")]
        public void What_Coyote_reports_the_search_finds(string name) => Agreement.Check(name);
    }

    public sealed class In6_18
    {
        [Theory]
        [CasesOf("v6.18")]
        public void What_Coyote_reports_the_search_finds(string name) => Agreement.Check(name);
    }

    public sealed class In6_19
    {
        [Theory]
        [CasesOf("v6.19")]
        public void What_Coyote_reports_the_search_finds(string name) => Agreement.Check(name);
    }

    public sealed class In7_0
    {
        [Theory]
        [CasesOf("v7.0")]
        public void What_Coyote_reports_the_search_finds(string name) => Agreement.Check(name);
    }

    public sealed class In7_1
    {
        [Theory]
        [CasesOf("v7.1")]
        public void What_Coyote_reports_the_search_finds(string name) => Agreement.Check(name);
    }

    public sealed class In4_18_FsDaxLimited
    {
        [Theory]
        [CasesOf("v4.18-fs-dax-limited")]
        public void What_Coyote_reports_the_search_finds(string name) => Agreement.Check(name);
    }

    public sealed class In4_18_NoPagemapOps
    {
        [Theory]
        [CasesOf("v4.18-no-pagemap-ops")]
        public void What_Coyote_reports_the_search_finds(string name) => Agreement.Check(name);
    }

    public sealed class In4_18_NoZoneDevice
    {
        [Theory]
        [CasesOf("v4.18-no-zone-device")]
        public void What_Coyote_reports_the_search_finds(string name) => Agreement.Check(name);
    }
}
