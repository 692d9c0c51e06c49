using System.Globalization;
using Broker.Core.Messages;
using Broker.Core.Scheduling;
using Broker.Core.Security;
using Broker.Core.Storage;

namespace Broker.Core.Routing;

/// <content>What clients ask of the scheduler by messages to a destination of that name. Source: behaviours C.</content>
public sealed partial class Router
{
    private const string ManagementName = "ActiveMQ.Scheduler.Management";
    private const string ActionProperty = "AMQ_SCHEDULER_ACTION";
    private const string StartProperty = "ACTION_START_TIME";
    private const string EndProperty = "ACTION_END_TIME";
    private const int BrowsePage = 200;

    // Whatever kind and spelling the request named: it is one thing, and so are the rights to it.
    private static readonly Destination _management = Destination.Topic(ManagementName);

    private long _schedulerReplies;

    private static bool IsSchedulerManagement(Destination destination) =>
        destination.Name.Length == ManagementName.Length && destination.Name.Equals(ManagementName, StringComparison.OrdinalIgnoreCase);

    // At once, also in a transaction: a request is no message that anybody receives.
    private ValueTask ManageSchedulerAsync(ConnectionState connection, Message request) => FindText(request, ActionProperty) switch
    {
        "BROWSE" => BrowseJobsAsync(connection, request),
        "REMOVE" => RemoveJobAsync(connection, request),
        "REMOVEALL" => RemoveJobsAsync(connection, request),
        var action => throw new MessageFormatException($"{ActionProperty} is '{action}'; write BROWSE, REMOVE or REMOVEALL."),
    };

    private async ValueTask BrowseJobsAsync(ConnectionState connection, Message request)
    {
        Require(connection, _management, DestinationAction.Read);
        var replyTo = request.ReplyTo ?? throw new MessageFormatException("A request to browse scheduled messages needs a JMSReplyTo to send them to.");
        var (from, through) = FindTimes(request);
        var range = new JobRange(from, through, BrowsePage);
        var page = new List<ScheduledJob>();
        do
        {
            page.Clear();
            await _persistence.Jobs.ReadAsync(range, page, CancellationToken.None).ConfigureAwait(false);
            foreach (var job in page) await SendOwnAsync(Describe(job, replyTo)).ConfigureAwait(false);
            if (page.Count > 0) range = range with { From = page[^1].Due, After = page[^1].Sequence };
        }
        while (page.Count == BrowsePage);
    }

    private async ValueTask RemoveJobAsync(ConnectionState connection, Message request)
    {
        Require(connection, _management, DestinationAction.Administer);
        var id = FindText(request, ScheduleProperties.JobId);
        if (id.Length == 0) throw new MessageFormatException($"A request to remove a scheduled message needs its id as the property {ScheduleProperties.JobId}.");
        await Scheduler.RemoveAsync(id).ConfigureAwait(false);
    }

    private async ValueTask RemoveJobsAsync(ConnectionState connection, Message request)
    {
        Require(connection, _management, DestinationAction.Administer);
        var (from, through) = FindTimes(request);
        await Scheduler.RemoveAsync(from, through).ConfigureAwait(false);
    }

    private static (long From, long Through) FindTimes(Message request)
    {
        var (start, end) = (FindText(request, StartProperty), FindText(request, EndProperty));
        if (start.Length == 0 && end.Length == 0) return (0, long.MaxValue);
        return (ParseTime(StartProperty, start), ParseTime(EndProperty, end));
    }

    private static long ParseTime(string name, string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var time)
            ? time
            : throw new MessageFormatException($"{name} is '{text}'; write both {StartProperty} and {EndProperty} as milliseconds since 1970, or neither.");

    private static string FindText(Message request, string name) =>
        Convert.ToString(ScheduleProperties.Find(request.Properties, name), CultureInfo.InvariantCulture)?.Trim() ?? "";

    // With the properties of its schedule, so that whoever asked sees them; not expired, however long it waits.
    private Message Describe(ScheduledJob job, Destination replyTo)
    {
        var copy = job.Message.Copy();
        copy.Producer = new(_options.BrokerId, -1, 2);
        copy.Id = new(copy.Producer, Interlocked.Increment(ref _schedulerReplies));
        copy.OriginalDestination = job.Message.Destination;
        copy.Destination = replyTo;
        copy.Persistent = false;
        copy.Expiration = 0;
        copy.Type = "Advisory";
        copy.Properties = MessageProperties.Append(job.Message.Properties, [new(ScheduleProperties.JobId, job.Id)]);
        return copy;
    }

    private ValueTask SendOwnAsync(Message message)
    {
        message.BrokerInTime = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var destination = message.Destination;
        return destination.IsQueue
            ? (_directory.FindQueue(destination) ?? AddQueue(destination, connection: null)).SendAsync(message)
            : (_directory.FindTopic(destination) ?? AddTopic(destination, connection: null)).SendAsync(message, senderClientId: null);
    }
}
