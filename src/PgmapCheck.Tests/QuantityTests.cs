namespace PgmapCheck.Tests;

public sealed class QuantityTests
{
    [Theory]
    [InlineData(0, "0 states")]
    [InlineData(1, "1 state")]
    [InlineData(1_234_567, "1,234,567 states")]
    public void One_is_no_plural(long count, string text) => Assert.Equal(text, Quantity.Of(count, "state"));

    [Theory]
    [InlineData(1, "1 byte")]
    [InlineData(1_048_575, "1,048,575 bytes")]
    [InlineData(1 << 20, "1 MiB")]
    [InlineData(3L << 30, "3,072 MiB")]
    public void Less_than_a_mebibyte_is_in_bytes(long bytes, string text) =>
        Assert.Equal(text, Quantity.OfMemory(bytes));
}
