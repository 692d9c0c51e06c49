using BenchmarkDotNet.Attributes;
using Broker.Core.Messages;
using Broker.Core.Storage;
using Broker.Storage.Journal;

namespace Broker.Benchmarks;

/// <summary>Durable appends by so many producers at a time, each awaiting its own; the time is of one append.</summary>
/// <remarks>The journal lies in the temporary directory, or in <c>BENCH_SCRATCH</c>: its disk is what is measured.</remarks>
[MemoryDiagnoser]
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "BenchmarkDotNet calls the cleanup.")]
public class GroupCommitBenchmark
{
    private const int Appends = 1024;

    private readonly Destination _destination = Destination.Queue("BENCHMARK");
    private readonly byte[] _body = new byte[1024];
    private string _directory = "";
    private JournalPersistenceAdapter _journal = null!;
    private IMessageStore _store = null!;

    [Params(1, 64)]
    public int Appenders { get; set; }

    [GlobalSetup]
    public async Task SetupAsync()
    {
        var scratch = Environment.GetEnvironmentVariable("BENCH_SCRATCH") ?? Path.GetTempPath();
        _directory = Directory.CreateDirectory(Path.Combine(scratch, $"broker-bench-{Guid.NewGuid():N}")).FullName;
        _journal = new(new() { Directory = _directory }, MasterTenure.Unlimited(TimeProvider.System));
        await _journal.OpenAsync(CancellationToken.None);
        _store = _journal.OpenQueue(_destination);
    }

    [GlobalCleanup]
    public async Task CleanupAsync()
    {
        await _journal.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>Each message is removed again, so that the store stays small.</summary>
    [Benchmark(OperationsPerInvoke = Appends)]
    public Task AppendAsync()
    {
        var appenders = new Task[Appenders];
        for (var i = 0; i < appenders.Length; i++) appenders[i] = Task.Run(() => AppendManyAsync(Appends / Appenders));
        return Task.WhenAll(appenders);
    }

    private async Task AppendManyAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var message = GoldenMessages.Text();
            message.Destination = _destination;
            message.Persistent = true;
            message.Content = _body;
            await _store.AppendAsync(message);
            _store.Remove(MessageKey.Of(message));
        }
    }
}
