namespace Interleave.QuikGraph.Tests;

/// <summary>Says whether graphs were compared with QuikGraph's algorithms, so that the absence of that is
/// seen.</summary>
public sealed class AvailabilityTests
{
#if QUIKGRAPH
    [Fact]
    public void QuikGraph_is_used() =>
        Assert.Equal("QuikGraph", typeof(global::QuikGraph.IEdge<int>).Assembly.GetName().Name);
#else
    [Fact(
        Skip = "QuikGraph is not used; to turn it on: dotnet test src/Interleave.QuikGraph.Tests -p:QuikGraph=true "
            + "(or -p:QuikGraphFeed=FOLDER)"
    )]
    public void QuikGraph_is_used()
    {
        // Nothing to run: the tests of this project are compiled with the package only.
    }
#endif
}
