namespace PgmapCheck.Tests;

public sealed class TextWrapTests
{
    [Fact]
    public void Short_text_is_one_line() => Assert.Equal(["x: 0 -> 1"], TextWrap.Wrap("x: 0 -> 1", 20, 2));

    [Fact]
    public void Continuation_lines_are_indented() =>
        Assert.Equal(["one two", "  three", "  four"], TextWrap.Wrap("one two three four", 8, 2));

    [Fact]
    public void Long_names_break_after_an_underscore() =>
        Assert.Equal(
            ["put_devmap_", "  managed_", "  page_refs()"],
            TextWrap.Wrap("put_devmap_managed_page_refs()", 13, 2)
        );

    [Fact]
    public void Anything_else_breaks_where_the_line_ends() =>
        Assert.Equal(["aaaaaaaa", "  aaaaaa", "  aa"], TextWrap.Wrap(new string('a', 16), 8, 2));

    [Fact]
    public void Control_characters_become_spaces() => Assert.Equal(["a b c"], TextWrap.Wrap("a\tb\nc\r", 20, 2));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a  b   c")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa b")]
    [InlineData("____________________________________")]
    [InlineData("bb aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa->b_c cccccccccccccc")]
    public void No_line_is_too_long_and_nothing_is_lost(string text)
    {
        for (var width = 8; width < 40; width++)
        {
            var lines = TextWrap.Wrap(text, width, 4);

            Assert.All(lines, line => Assert.InRange(line.Length, 0, width));
            Assert.All(lines.Skip(1), line => Assert.NotEqual("", line));
            Assert.Equal(
                text.Replace(" ", "", StringComparison.Ordinal),
                string.Concat(lines).Replace(" ", "", StringComparison.Ordinal)
            );
        }
    }
}
