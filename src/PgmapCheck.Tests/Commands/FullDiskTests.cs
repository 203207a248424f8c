using PgmapCheck.Commands;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Commands;

public sealed class FullDiskTests
{
    private const string NoSpace = "No space left on device";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_full_disk_leaves_the_old_file_and_nothing_half_written(bool noticedAtOnce)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("a.json", "old");

        using (
            var pending = new PendingFile(file, (path, mode) => new FullDisk(new FileStream(path, mode), noticedAtOnce))
        )
        {
            Assert.Equal(NoSpace, Assert.Throws<IOException>(() => pending.Write("new")).Message);
        }

        Assert.Equal("old", File.ReadAllText(file));
        Assert.Equal([file], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void What_was_not_written_is_gone_although_closing_it_fails()
    {
        using var folder = new TemporaryFolder();

        new PendingFile(folder.File("a"), (path, mode) => new FullDisk(new FileStream(path, mode), false)).Dispose();

        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_report_to_a_full_disk_is_named_and_the_run_ends_as_usual()
    {
        var run = CliRun.Of("check", "v0.1/locked-update", "--report", "json=/dev/full");

        Assert.Equal(1, run.Exit);
        Assert.StartsWith(
            "pgmapcheck: cannot write the report '/dev/full' (",
            run.ErrorLines.Single(),
            StringComparison.Ordinal
        );
        Assert.Equal("exit 1: not done as asked, see the message", run.OutLines[^1]);
    }

    [Fact]
    public void A_full_standard_output_is_one_line_and_no_crash()
    {
        using var error = new StringWriter();
        using var output = new StreamWriter(new FullDisk(new MemoryStream(), true)) { AutoFlush = true };

        var exit = CommandLine.Run(
            ["check", "v0.1/locked-update"],
            new Terminal(output, error),
            () => TinyKernel.Catalogue
        );

        Assert.Equal(1, exit);
        Assert.Equal(
            $"pgmapcheck: cannot write the standard output ({NoSpace})\n",
            error.ToString().ReplaceLineEndings("\n")
        );
    }

    [Fact]
    public void A_blob_that_cannot_be_written_is_named_once_and_loses_nothing()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("file", "");

        var run = CliRun.Of("check", "lost-update", "put-vs-wait", "--no-traces", "--blob", $"{file}/a.json");

        Assert.Equal(1, run.Exit);
        Assert.StartsWith(
            $"pgmapcheck: cannot write the blob '{file}/a.json' (",
            run.ErrorLines.Single(),
            StringComparison.Ordinal
        );
        Assert.Contains("2 cases: 2 violated.", run.OutLines);
    }

    [Fact]
    public void Two_runs_with_the_same_output_leave_one_that_is_whole()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("a");
        using (var first = new PendingFile(file))
        {
            Assert.Equal(0, CliRun.Of("check", "v0.1/locked-update", "--report", $"markdown={file}").Exit);
            Assert.StartsWith("## pgmapcheck: all held\n", File.ReadAllText(file), StringComparison.Ordinal);
            first.Write("whole");
        }

        Assert.Equal("whole", File.ReadAllText(file));
        Assert.Equal([file], Directory.GetFiles(folder.Path));
    }

    private sealed class FullDisk(Stream stream, bool noticedAtOnce) : Stream
    {
        private bool _isClosed;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => stream.Length;

        public override long Position
        {
            get => stream.Position;
            set => throw new NotSupportedException();
        }

        public override void Write(byte[] buffer, int offset, int count)
        {
            stream.Write(buffer, offset, Math.Min(1, count)); // a little of it still fits
            stream.Flush();
            if (noticedAtOnce)
            {
                throw new IOException(NoSpace);
            }
        }

        public override void Flush() { }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            stream.Dispose();
            if (!noticedAtOnce && !_isClosed)
            {
                _isClosed = true;
                throw new IOException(NoSpace);
            }

            base.Dispose(disposing);
        }
    }
}
