using System.Collections.Concurrent;
using Broker.Core.Storage;
using Broker.Tests.Fixtures;
using Microsoft.Extensions.Logging.Abstractions;

namespace Broker.Tests.Core.Availability;

/// <summary>A lease of 9 s: renewed every 3 s, believed for 8.55 s.</summary>
public sealed class MasterElectionTests : IAsyncDisposable
{
    private static readonly TimeSpan _lease = TimeSpan.FromSeconds(9);

    private readonly ManualTime _time = new();
    private readonly ScriptedLock _lock;
    private readonly MasterElection _election;
    private readonly ConcurrentQueue<LeaseObstacle> _obstacles = new();

    public MasterElectionTests()
    {
        _lock = new(_time, _lease);
        _election = new(_lock, afterFailure: true, _time, NullLogger.Instance);
    }

    public ValueTask DisposeAsync() => _lock.DisposeAsync();

    [Theory]
    [InlineData(1, 0.9)]
    [InlineData(4, 3.8)]
    [InlineData(9, 8.55)]
    [InlineData(60, 59.5)]
    public async Task Win_LockIsFree_BelievedForTheLeaseLessAMargin(double lease, double sure)
    {
        var scripted = new ScriptedLock(_time, TimeSpan.FromSeconds(lease));
        var election = new MasterElection(scripted, afterFailure: true, _time, NullLogger.Instance);
        var began = _time.GetTimestamp();
        var tenure = await election.WinAsync(NoteAsync, CancellationToken.None);
        Assert.Equal(TimeSpan.FromSeconds(sure), _time.GetElapsedTime(began, tenure.SureUntil));
        Assert.True(tenure.MayAnswer);
        tenure.End("");
    }

    [Fact]
    public async Task Win_ClaimTookTime_LeaseCountsFromBeforeTheQuestion()
    {
        var began = _time.GetTimestamp();
        _lock.Claim = () =>
        {
            _time.Jump(TimeSpan.FromSeconds(2));
            return new(new Fence(7), null, null);
        };
        var tenure = await WinAsync();
        Assert.Equal(TimeSpan.FromSeconds(8.55), _time.GetElapsedTime(began, tenure.SureUntil));
        await AdvanceAsync(1);
        Assert.Equal([3], _lock.Renewals);
    }

    [Fact]
    public async Task Win_StoreAway_SaysWhyAndAsksLessAndLessOftenButForEver()
    {
        _lock.Claim = () => throw new StoreException("The database is away.");
        var winning = _election.WinAsync(NoteAsync, CancellationToken.None);
        for (var i = 0; i < 62; i++) await AdvanceAsync(0.1);
        Assert.Equal([0, 0.1, 0.3, 0.7, 1.5, 2.5, 3.5, 4.5, 5.5], _lock.Claims);
        Assert.All(_obstacles, obstacle => Assert.Equal(new("The database is away.", IsProblem: true), obstacle));
        Assert.Equal("The database is away.", _election.Problem);

        _lock.Claim = () => new(new Fence(1), null, null);
        await AdvanceAsync(1);
        (await winning.WaitAsync(Eventually.Patience)).End("");
        Assert.Null(_election.Problem);
    }

    [Fact]
    public async Task Win_HeldByOther_SaysWhoAndAsksAgain()
    {
        var asked = 0;
        _lock.Claim = () => ++asked < 3 ? new(null, "Node b holds the store.", "b") : new(new Fence(5), null, null);
        var tenure = await WinAsync();
        Assert.Equal(5, tenure.Fence.Epoch);
        Assert.Equal([new("Node b holds the store.", IsProblem: false), new("Node b holds the store.", IsProblem: false)], _obstacles);
        Assert.Null(_election.Problem);
    }

    [Theory]
    [InlineData(true, 3.6, false)]
    [InlineData(true, 3.7, true)]
    [InlineData(false, 8, false)]
    public async Task Win_HolderIsSilent_OverdueAfterFourTenthsOfTheLeaseForOneThatMayFollow(bool afterFailure, double silence, bool expected)
    {
        var election = new MasterElection(_lock, afterFailure, _time, NullLogger.Instance);
        var asked = 0;
        _lock.Claim = () => ++asked == 1 ? new(null, "Node b holds the store.", "b", TimeSpan.FromSeconds(silence)) : new(new Fence(5), null, null);
        (await election.WinAsync(NoteAsync, CancellationToken.None)).End("");
        Assert.Equal(expected, Assert.Single(_obstacles).IsMasterOverdue);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Win_Policy_IsHandedToTheLock(bool afterFailure)
    {
        var election = new MasterElection(_lock, afterFailure, _time, NullLogger.Instance);
        (await election.WinAsync(NoteAsync, CancellationToken.None)).End("");
        Assert.Equal([afterFailure], _lock.AfterFailure);
    }

    [Fact]
    public async Task Keep_Held_RenewsEveryThird()
    {
        var tenure = await WinAsync();
        for (var i = 0; i < 10; i++)
        {
            await AdvanceAsync(1);
            Assert.True(tenure.MayAnswer);
        }

        Assert.Equal([3, 6, 9], _lock.Renewals);
        Assert.Equal(TimeSpan.FromSeconds(7.55), _time.GetElapsedTime(_time.GetTimestamp(), tenure.SureUntil));
    }

    [Fact]
    public async Task Keep_Lost_Ends()
    {
        var tenure = await WinAsync();
        _lock.Answer(LeaseAnswer.Lost);
        await AdvanceAsync(3);
        Assert.Equal("Another node has taken over the store.", await tenure.Over.WaitAsync(Eventually.Patience));
        Assert.False(tenure.MayAnswer);
    }

    [Fact]
    public async Task Keep_Unknown_DoubtsAndAsksTenTimesASecondUntilItIsHeld()
    {
        var tenure = await WinAsync();
        _lock.Answer(LeaseAnswer.Unknown);
        await AdvanceAsync(3);
        Assert.False(tenure.MayAnswer);
        Assert.False(tenure.IsOver);
        Assert.NotNull(_election.Problem);
        await AdvanceAsync(0.1);
        await AdvanceAsync(0.1);
        Assert.Equal([3, 3.1, 3.2], _lock.Renewals);

        _lock.Answer(LeaseAnswer.Held);
        await AdvanceAsync(0.1);
        Assert.True(tenure.MayAnswer);
        Assert.Null(_election.Problem);
        await AdvanceAsync(2.9);
        Assert.Equal(4, _lock.Renewals.Count);
        await AdvanceAsync(0.1);
        Assert.Equal(6.3, _lock.Renewals.Last());
        tenure.End("");
    }

    [Fact]
    public async Task Keep_UnknownUntilTheDeadline_EndsThere()
    {
        var tenure = await WinAsync();
        _lock.Answer(LeaseAnswer.Unknown);
        await AdvanceAsync(3);
        for (var i = 0; i < 55; i++) await AdvanceAsync(0.1);
        Assert.False(tenure.IsOver);
        await AdvanceAsync(0.05);
        Assert.Equal("The store does not confirm that this node still holds it.", await tenure.Over.WaitAsync(Eventually.Patience));
    }

    [Fact]
    public async Task Keep_QuestionHangs_AnswersUntilTheDeadlineAndEndsThere()
    {
        var tenure = await WinAsync();
        var never = new TaskCompletionSource<LeaseAnswer>();
        _lock.Renewal = () => never.Task;
        await AdvanceAsync(3);
        await AdvanceAsync(5.5);
        Assert.True(tenure.MayAnswer);
        await AdvanceAsync(0.05);
        await tenure.Over.WaitAsync(Eventually.Patience);

        // The lock takes one question at a time: the next claim waits for the one that hangs.
        var winning = _election.WinAsync(NoteAsync, CancellationToken.None);
        await _election.Keeping.WaitAsync(Eventually.Patience);
        Assert.Single(_lock.Claims);
        never.SetResult(LeaseAnswer.Held);
        (await winning.WaitAsync(Eventually.Patience)).End("");
    }

    [Fact]
    public async Task Keep_WatcherWarns_DoubtsAndAsksAtOnce()
    {
        var tenure = await WinAsync();
        await AdvanceAsync(1);
        var answer = new TaskCompletionSource<LeaseAnswer>();
        _lock.Renewal = () => answer.Task;
        _lock.Warn();
        await Eventually.TrueAsync(() => _lock.Renewals.Count == 1);
        Assert.False(tenure.MayAnswer);
        answer.SetResult(LeaseAnswer.Held);
        await Eventually.TrueAsync(() => tenure.MayAnswer);
        Assert.Equal([1], _lock.Renewals);
        tenure.End("");
    }

    [Fact]
    public async Task Keep_ProcessStoodStillAndNobodyTookOver_GoesOnAfterAFreshAnswer()
    {
        var tenure = await WinAsync();
        var answer = new TaskCompletionSource<LeaseAnswer>();
        _lock.Renewal = () => answer.Task;
        await StandStillAsync(20);
        Assert.False(tenure.MayAnswer);
        await Eventually.TrueAsync(() => _lock.Renewals.Count == 1);
        Assert.Equal([20], _lock.Renewals);
        answer.SetResult(LeaseAnswer.Held);
        await Eventually.TrueAsync(() => tenure.MayAnswer);
        tenure.End("");
    }

    [Theory]
    [InlineData(LeaseAnswer.Lost, "Another node took over the store while this process stood still.")]
    [InlineData(LeaseAnswer.Unknown, "The store does not confirm that this node still holds it.")]
    public async Task Keep_ProcessStoodStillAndNoLongerHeld_Ends(LeaseAnswer answer, string reason)
    {
        var tenure = await WinAsync();
        _lock.Answer(answer);
        await StandStillAsync(20);
        Assert.Equal(reason, await tenure.Over.WaitAsync(Eventually.Patience));
        Assert.Single(_lock.Renewals);
    }

    [Fact]
    public async Task Release_WithSuccessor_StopsKeepingAndTellsTheLock()
    {
        var tenure = await WinAsync();
        await _election.ReleaseAsync("b", CancellationToken.None);
        Assert.Equal([(new Fence(1), "b")], _lock.Released);
        Assert.True(_election.Keeping.IsCompleted);
        Assert.False(tenure.IsOver);
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Empty(_lock.Renewals);
    }

    private ValueTask NoteAsync(LeaseObstacle obstacle)
    {
        _obstacles.Enqueue(obstacle);
        return ValueTask.CompletedTask;
    }

    private async Task<MasterTenure> WinAsync() => await _election.WinAsync(NoteAsync, CancellationToken.None);

    // Everybody waits for the clock before it moves, and again afterwards.
    private async Task AdvanceAsync(double seconds)
    {
        await QuietAsync();
        _time.Advance(TimeSpan.FromSeconds(seconds));
        await QuietAsync();
    }

    private async Task StandStillAsync(double seconds)
    {
        await QuietAsync();
        _time.Jump(TimeSpan.FromSeconds(seconds));
    }

    private Task QuietAsync() => Eventually.TrueAsync(() => _time.Waiting == 1 || (_election.Keeping.IsCompleted && !_lock.Renewals.IsEmpty));
}
