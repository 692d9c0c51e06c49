using Broker.Core.Storage;
using Broker.Storage.Journal;
using Broker.Tests.Storage.Journal;

namespace Broker.Tests.Contracts;

public sealed class FileSettingsStoreTests : SettingsStoreContract, IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string FilePath => Path.Combine(_directory.Path, "settings", "users.json");

    public void Dispose() => _directory.Dispose();

    protected override ISettingsStore Open() => new FileSettingsStore(Path.Combine(_directory.Path, "settings"));

    [Fact]
    public async Task Write_File_OwnerAloneMayReadAndNothingLiesBeside()
    {
        await Here.TryWriteAsync("users", 0, "{}", "ann", default);
        await There.TryWriteAsync("users", 1, "{}", "ann", default);
        Assert.Equal(["settings.lock", "users.json"], Directory.EnumerateFiles(Path.Combine(_directory.Path, "settings")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
    }

    [Fact]
    public async Task Read_FileOfTheVersionBefore_IsTheContentAsVersionOne()
    {
        const string Old = """{ "version": 7, "users": [] }""";
        Write(Old);
        var read = await Here.ReadAsync("users", known: 0, default);
        Assert.Equal((1, Old, ""), (read!.Version, read.Content, read.By));
        Assert.True((await There.TryWriteAsync("users", 1, "{}", "ann", default)).IsDone);
        Assert.Equal("{}", (await Here.ReadAsync("users", known: 1, default))!.Content);
    }

    [Theory]
    [InlineData("{ half")]
    [InlineData("""{ "content": {} }""")]
    [InlineData("""{ "version": "x", "changedBy": "ann", "changedAt": "2026-01-01T00:00:00Z", "content": {} }""")]
    public async Task Read_Damaged_SaysWhichFileAndWhatToDo(string text)
    {
        Write(text);
        var error = await Assert.ThrowsAsync<StoreMismatchException>(() => Here.ReadAsync("users", known: 0, default).AsTask());
        Assert.Contains(FilePath, error.Message, StringComparison.Ordinal);
        Assert.Contains("Restore it, or move it away", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StoreMismatchException>(() => Here.TryWriteAsync("users", 0, "{}", "ann", default).AsTask());
        Assert.Equal(text, await File.ReadAllTextAsync(FilePath));
    }

    [Fact]
    public async Task Write_DirectoryCannotBe_SaysWhere()
    {
        var file = Path.Combine(_directory.Path, "file");
        await File.WriteAllTextAsync(file, "");
        var error = await Assert.ThrowsAsync<StoreException>(() => new FileSettingsStore(file).TryWriteAsync("users", 0, "{}", "ann", default).AsTask());
        Assert.Contains($"The files of settings in {file} cannot be used: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Put_AnyVersion_IsThere()
    {
        var version = new SettingsVersion(12, """{"x":1}""", "ann", new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        await ((FileSettingsStore)Here).PutAsync("users", version, default);
        Assert.Equal(version, await There.ReadAsync("users", known: 0, default));
    }

    [Fact]
    public async Task SetAside_Document_IsNoneAnyMoreAndTheFileIsKept()
    {
        Write("{}");
        var aside = await ((FileSettingsStore)Here).SetAsideAsync("users", ".before", default);
        Assert.Equal("{}", await File.ReadAllTextAsync(aside));
        Assert.Null(await Here.ReadAsync("users", known: 0, default));
    }

    private void Write(string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
        File.WriteAllText(FilePath, text);
    }
}
