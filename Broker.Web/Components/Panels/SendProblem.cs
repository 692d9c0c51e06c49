namespace Broker.Web.Components.Panels;

/// <summary>What is wrong with a draft; the texts are resources named Send.Invalid.{value}.</summary>
public enum SendProblem
{
    TimeToLive,
    PropertyName,
    PropertyTwice,
}
