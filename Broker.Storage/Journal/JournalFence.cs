using Broker.Core.Storage;

namespace Broker.Storage.Journal;

/// <summary>Whether this tenure still has the journal: its epoch's directory is there under its name, and its lease is held.</summary>
/// <remarks>
/// Asked when a group is on the medium and nobody has been told yet. Found in place, no taker had renamed the directory by then, so
/// whoever takes over later reads the group: it may be answered. Found gone, nothing is answered any more.
/// </remarks>
/// <param name="directory">The directory of the tenure's epoch.</param>
/// <param name="tenure">Ended here when the directory is gone.</param>
/// <param name="disk">Where to look.</param>
internal sealed class JournalFence(string directory, MasterTenure tenure, JournalDisk disk) : IDisposable
{
    private readonly CancellationTokenSource _closing = new();

    public bool IsOver => tenure.IsOver;

    public static FencedException Over() => new("This node is no longer master of the journal.");

    public void ThrowIfOver()
    {
        if (tenure.IsOver) throw Over();
    }

    /// <summary>Returns when what is on the medium may be answered; waits while nobody knows whether the lease is held.</summary>
    /// <exception cref="FencedException">The tenure is over.</exception>
    /// <exception cref="IOException">The directory cannot be looked at.</exception>
    public void Confirm()
    {
        while (true)
        {
            ThrowIfOver();
            if (!disk.Exists(directory)) throw End();
            if (tenure.MayAnswer) return;
            WaitUntilSure();
        }
    }

    /// <summary>What an operation's failure means: the end of the tenure, when that is behind it.</summary>
    public StoreException Explain(Exception error)
    {
        if (error is FencedException fenced) return fenced;
        if (tenure.IsOver) return Over();
        return IsGone() ? End() : StorageErrors.Translate(error, directory);
    }

    /// <summary>Nobody waits for certainty any more: the journal is being closed.</summary>
    public void StopWaiting() => _closing.Cancel();

    public void Dispose() => _closing.Dispose();

    private FencedException End()
    {
        tenure.End("Another node has taken over the journal.");
        return Over();
    }

    private bool IsGone()
    {
        try
        {
            return !disk.Exists(directory);
        }
        catch (Exception e) when (StorageErrors.IsStorage(e))
        {
            return false;
        }
    }

    private void WaitUntilSure()
    {
        var sure = new ManualResetEventSlim();
        _ = TellAsync();
        try
        {
            sure.Wait(_closing.Token);
        }
        catch (OperationCanceledException e)
        {
            throw new StoreException("The journal was closed before it was known whether this node is still its master.", e);
        }

        async Task TellAsync()
        {
            await tenure.WhenSureAsync().ConfigureAwait(false);
            sure.Set();
        }
    }
}
