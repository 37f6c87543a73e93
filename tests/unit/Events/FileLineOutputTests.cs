using System.Runtime.Versioning;
using Gateway.Policies.Events.Lines;

namespace Gateway.UnitTests.Events;

public sealed class FileLineOutputTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-events-");
    private readonly string _path;
    private readonly FileLineOutput _output;

    public FileLineOutputTests()
    {
        _path = Path.Combine(_folder.FullName, "security.log");
        _output = new FileLineOutput(_path, _time);
    }

    [Fact]
    [SupportedOSPlatform("linux")]
    public void Write_NewFile_IsPrivateToOwnerAndGroup()
    {
        Assert.True(_output.TryWrite("a\n"u8));
        // The umask may take more away, never less.
        Assert.Equal((UnixFileMode)0, File.GetUnixFileMode(_path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead));
        Assert.True(File.GetUnixFileMode(_path).HasFlag(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Fact]
    public void Write_ExistingFile_Appends()
    {
        File.WriteAllText(_path, "old\n");
        Assert.True(_output.TryWrite("new\n"u8));
        Assert.Equal("old\nnew\n", File.ReadAllText(_path));
    }

    [Fact]
    public void Write_FileEndsInHalfALine_StartsANewOne()
    {
        File.WriteAllText(_path, "{\"half");
        Assert.True(_output.TryWrite("new\n"u8));
        Assert.Equal("{\"half\nnew\n", File.ReadAllText(_path));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Write_FileMovedAway_OpensThePathAgain(bool createsNew)
    {
        Assert.True(_output.TryWrite("1\n"u8));
        File.Move(_path, _path + ".1");
        if (createsNew) File.WriteAllText(_path, "");
        _time.Advance(FileLineOutput.RotationCheck);
        Assert.True(_output.TryWrite("2\n"u8));
        Assert.Equal("1\n", File.ReadAllText(_path + ".1"));
        Assert.Equal("2\n", File.ReadAllText(_path));
    }

    [Fact]
    public void Write_FileRemoved_OpensThePathAgain()
    {
        Assert.True(_output.TryWrite("1\n"u8));
        File.Delete(_path);
        _time.Advance(FileLineOutput.RotationCheck);
        Assert.True(_output.TryWrite("2\n"u8));
        Assert.Equal("2\n", File.ReadAllText(_path));
    }

    [Fact]
    public void Write_FileTruncated_LeavesNoHole()
    {
        Assert.True(_output.TryWrite("a long first line\n"u8));
        File.WriteAllText(_path, "");
        Assert.True(_output.TryWrite("2\n"u8));
        Assert.Equal("2\n", File.ReadAllText(_path));
    }

    [Fact]
    public void Write_FolderMissing_FailsUntilItIsThere()
    {
        var path = Path.Combine(_folder.FullName, "later", "security.log");
        using var output = new FileLineOutput(path, _time);
        Assert.False(output.TryWrite("1\n"u8));
        Assert.True(output.IsFailing);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        Assert.True(output.TryWrite("2\n"u8));
        Assert.False(output.IsFailing);
        Assert.Equal("2\n", File.ReadAllText(path));
    }

    [Fact]
    public void Write_DeviceIsFull_FailsWithoutThrowing()
    {
        using var output = new FileLineOutput("/dev/full", _time);
        Assert.False(output.TryWrite("1\n"u8));
        Assert.True(output.IsFailing);
    }

    [Fact]
    public void Outputs_SamePlace_IsOneObject()
    {
        using var outputs = new LineOutputs(_time);
        Assert.Same(outputs.For(null), outputs.For(""));
        Assert.Same(outputs.For(_path), outputs.For(Path.Combine(_folder.FullName, "x", "..", "security.log")));
        Assert.NotSame(outputs.For(null), outputs.For(_path));
        Assert.False(outputs.For(Path.Combine(_folder.FullName, "no", "such")).TryWrite("1\n"u8));
        Assert.Equal([Path.Combine(_folder.FullName, "no", "such")], outputs.Failing);
    }

    public void Dispose()
    {
        _output.Dispose();
        _folder.Delete(recursive: true);
    }
}
