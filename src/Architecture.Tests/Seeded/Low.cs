namespace Architecture.Tests.Seeded.Low
{
    /// <summary>Names what is above it: a mistake, made on purpose.</summary>
    internal sealed class Cellar
    {
        public static object Look() => new High.Roof();
    }
}

namespace Architecture.Tests.Seeded.High
{
    /// <summary>Names what is below it, as it may.</summary>
    internal sealed class Roof
    {
        public static object Look() => Low.Cellar.Look();
    }
}
