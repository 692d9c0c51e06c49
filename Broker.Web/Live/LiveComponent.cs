using Microsoft.AspNetCore.Components;

namespace Broker.Web.Live;

/// <summary>A component that follows the ticker while its page is in sight.</summary>
public abstract class LiveComponent : ComponentBase, IDisposable
{
    private IDisposable? _subscription;
    private int _rendering;
    private bool _disposed;

    [Inject]
    protected LiveTicker Ticker { get; set; } = null!;

    [Inject]
    protected Viewer Viewer { get; set; } = null!;

    protected LiveSnapshot Live { get; private set; } = null!;

    protected override void OnInitialized() => Live = Ticker.Take();

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            Viewer.Changed += FollowVisibility;
            FollowVisibility();
        }
    }

    /// <summary>Called with the new snapshot before it is drawn.</summary>
    protected virtual void OnTick()
    {
    }

    protected virtual void Dispose(bool disposing)
    {
        _disposed = true;
        Viewer.Changed -= FollowVisibility;
        _subscription?.Dispose();
        _subscription = null;
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    private void FollowVisibility()
    {
        if (_disposed)
        {
            return;
        }

        if (Viewer.Visible)
        {
            _subscription ??= Ticker.Subscribe(Tick);
        }
        else
        {
            _subscription?.Dispose();
            _subscription = null;
        }

        _ = InvokeAsync(StateHasChanged);
    }

    // A circuit that is still busy with the last tick skips this one rather than queueing it.
    private void Tick(LiveSnapshot snapshot)
    {
        if (Interlocked.Exchange(ref _rendering, 1) == 0)
        {
            _ = DrawAsync(snapshot);
        }
    }

    private async Task DrawAsync(LiveSnapshot snapshot)
    {
        try
        {
            await InvokeAsync(() =>
            {
                if (!_disposed)
                {
                    Live = snapshot;
                    OnTick();
                    StateHasChanged();
                }
            });
        }
        catch (ObjectDisposedException)
        {
            // The circuit closed between the tick and its drawing.
        }
        finally
        {
            Volatile.Write(ref _rendering, 0);
        }
    }
}
