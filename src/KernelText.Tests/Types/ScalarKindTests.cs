using KernelText.Types;

namespace KernelText.Tests.Types;

public sealed class ScalarKindTests
{
    [Theory]
    [InlineData(1, true, 0xff, -1)]
    [InlineData(1, false, -1, 0xff)]
    [InlineData(2, true, 0x18000, -0x8000)]
    [InlineData(4, true, 0xffffffffL, -1)]
    [InlineData(4, false, -1, 0xffffffffL)]
    [InlineData(8, false, -1, -1)]
    public void A_number_is_cut_and_extended(byte bytes, bool signed, long number, long expected) =>
        Assert.Equal(expected, new ScalarKind(bytes, signed).Normalise(number));

    [Fact]
    public void A_boolean_is_0_or_1()
    {
        Assert.Equal(1, ScalarKind.Boolean.Normalise(256));
        Assert.Equal(0, ScalarKind.Boolean.Normalise(0));
    }
}
